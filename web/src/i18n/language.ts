import type { Messages } from "./en";

export const LANGUAGES = ["en", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  es: "Español",
};

/** All that is said in a language, which is fetched when it is first spoken. */
export type Catalogue = (language: Language) => Promise<Messages>;

export const messagesIn: Catalogue = async (language) =>
  language === "es" ? (await import("./es")).es : (await import("./en")).en;

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/** The first of a browser's languages that there is a catalogue for; regions do not matter. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split("-")[0];
    if (isLanguage(language)) return language;
  }
  return "en";
}
