import { element as en } from "../i18n/en/element";
import { element as es } from "../i18n/es/element";

export type Words = typeof en;

const CATALOGUE: Readonly<Record<string, Words>> = { en, es };

export interface Speech {
  readonly language: string;
  readonly words: Words;
}

/** By the language of the element or of what is around it; else by the browser's. */
export function speechFor(host: Element): Speech {
  const told = host.closest("[lang]")?.getAttribute("lang");
  for (const tag of told ? [told] : navigator.languages) {
    const language = tag.toLowerCase().split("-")[0] ?? "";
    const words = CATALOGUE[language];
    if (words) return { language, words };
  }
  return { language: "en", words: en };
}
