import { useCallback, useLayoutEffect, useState } from "react";
import { useMedia } from "../components/useMedia";
import { query, setQuery } from "./address";
import { type Preferences, readPreferences, remember, type Surroundings } from "./preferences";

/** Some browsers throw at the mere mention of a storage that they refuse. */
function storage(): Surroundings["storage"] {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** Behind everything; the window around an installed page takes the same colour. */
const GROUNDS = { light: "#f3f2ee", dark: "#0e1213" } as const;

/** As they stand when the page is opened. */
export function preferencesNow(): Preferences {
  return readPreferences({ languages: navigator.languages, query: query(), storage: storage() });
}

export interface PreferencesInUse {
  readonly preferences: Preferences;
  readonly dark: boolean;
  change(change: Partial<Preferences>): void;
}

export function usePreferences(): PreferencesInUse {
  const [preferences, setPreferences] = useState(preferencesNow);
  const change = useCallback((change: Partial<Preferences>) => {
    setPreferences((current) => ({ ...current, ...change }));
    remember(storage(), change);
    if (change.language) setQuery("lang", change.language);
    if (change.theme) setQuery("theme", change.theme);
    if (change.place) setQuery("place", change.place);
  }, []);

  const { theme } = preferences;
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const dark = theme === "system" ? systemDark : theme === "dark";
  // Before the first paint, and before the board reads the colour of its ink.
  useLayoutEffect(() => {
    const theme = dark ? "dark" : "light";
    document.documentElement.dataset.theme = theme;
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      meta.setAttribute("content", GROUNDS[theme]);
    }
  }, [dark]);

  return { preferences, dark, change };
}
