/** The page's words, where nothing may be said of a server. */

import type { Messages } from "../i18n/en";
import { site as en, type SiteWords } from "../i18n/en/site";
import { site as es } from "../i18n/es/site";
import { type Catalogue, messagesIn } from "../i18n/language";

const WORDS = { en, es };

export const messagesOnSite: Catalogue = async (language) =>
  onSite(await messagesIn(language), WORDS[language]);

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
