/**
 * What a person chose, or their browser for them. The address wins, so that a view can be linked;
 * then what was chosen here before; then the browser's own settings.
 */

import { isTheme, type Theme } from "../components/themes";
import { isLanguage, type Language, preferredLanguage } from "../i18n/language";
import { PLACES, type Place } from "../recognition/answer";

export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  /** Whether single letters and signs are shortcuts; speech input needs them off (WCAG 2.1.4). */
  readonly singleKeys: boolean;
  /** Whether the board for characters shows faint lines to write on. */
  readonly writingLines: boolean;
  /** Where pictures are recognised. */
  readonly place: Place;
  /** Whose handwriting it is; empty for everybody's. */
  readonly profile: string;
}

/** What the browser offers to read and remember preferences; a test passes plain objects. */
export interface Surroundings {
  readonly languages: readonly string[];
  readonly query: URLSearchParams;
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
}

/** As they hold where there is no server: neither elsewhere to recognise, nor anybody's profile. */
export function withoutServer(preferences: Preferences): Preferences {
  return { ...preferences, place: "device", profile: "" };
}

const KEY = "vistazo.preferences";

export function readPreferences({ languages, query, storage }: Surroundings): Preferences {
  const remembered = recall(storage);
  const language = [query.get("lang"), remembered.language].find(isLanguage);
  const place = [query.get("place"), remembered.place].find(isPlace);
  const theme = [query.get("theme"), remembered.theme].find(isTheme);
  return {
    language: language ?? preferredLanguage(languages),
    theme: theme ?? "system",
    singleKeys: remembered.singleKeys !== false,
    writingLines: remembered.writingLines !== false,
    place: place ?? "server",
    profile: typeof remembered.profile === "string" ? remembered.profile : "",
  };
}

function isPlace(value: unknown): value is Place {
  return PLACES.some((place) => place === value);
}

export function remember(
  storage: Surroundings["storage"],
  preferences: Partial<Preferences>,
): void {
  try {
    storage?.setItem(KEY, JSON.stringify({ ...recall(storage), ...preferences }));
  } catch {
    // Full or refused: the choice holds until the page is closed.
  }
}

function recall(storage: Surroundings["storage"]): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(storage?.getItem(KEY) ?? "{}");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
