/** The page's words, where nothing may be said of a server. */

import type { Messages } from "../i18n/en";
import { site as en, type SiteWords } from "../i18n/en/site";
import { site as es } from "../i18n/es/site";
import { CATALOGUE, type Language } from "../i18n/language";

export const SITE_CATALOGUE: Readonly<Record<Language, Messages>> = {
  en: onSite(CATALOGUE.en, en),
  es: onSite(CATALOGUE.es, es),
};

function onSite(messages: Messages, words: SiteWords): Messages {
  const { photos, reading, versions, taught, failures, problems } = messages;
  return {
    ...messages,
    photos: { ...photos, unavailable: words.noPhotos },
    reading: { ...reading, unavailable: words.noLines },
    versions: { ...versions, introduction: words.models },
    taught: { ...taught, nothing: words.nothingLearned },
    failures: { ...failures, away: words.away, unexpected: words.unexpected },
    problems: { ...problems, "model-not-found": words.missing },
  };
}
