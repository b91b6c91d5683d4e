import { useCallback, useEffect, useLayoutEffect, useState } from "react";
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

export interface PreferencesInUse {
  readonly preferences: Preferences;
  readonly dark: boolean;
  change(change: Partial<Preferences>): void;
}

export function usePreferences(): PreferencesInUse {
  const [preferences, setPreferences] = useState(() =>
    readPreferences({ languages: navigator.languages, query: query(), storage: storage() }),
  );
  const change = useCallback((change: Partial<Preferences>) => {
    setPreferences((current) => ({ ...current, ...change }));
    remember(storage(), change);
    if (change.language) setQuery("lang", change.language);
    if (change.theme) setQuery("theme", change.theme);
    if (change.place) setQuery("place", change.place);
  }, []);

  const { language, theme } = preferences;
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const dark = theme === "system" ? systemDark : theme === "dark";
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  // Before the first paint, and before the board reads the colour of its ink.
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  }, [dark]);

  return { preferences, dark, change };
}
