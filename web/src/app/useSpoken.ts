import { useEffect, useMemo, useState } from "react";
import type { Locale } from "../i18n/context";
import type { Messages } from "../i18n/en";
import { createFormat } from "../i18n/format";
import type { Catalogue, Language } from "../i18n/language";

/** What is said, and in which language. */
export interface Spoken {
  readonly language: Language;
  readonly messages: Messages;
}

/** The name and the words of the page where it is installed. */
function manifestOf(language: Language): string {
  return language === "en" ? "./manifest.webmanifest" : `./manifest.${language}.webmanifest`;
}

/**
 * The page's words and numbers in a language. Until another one is there, and where it cannot be
 * had, it goes on in the last one.
 */
export function useSpoken(catalogue: Catalogue, first: Spoken, wanted: Language): Locale {
  const [spoken, setSpoken] = useState(first);
  const { language, messages } = spoken;
  useEffect(() => {
    if (wanted === language) return;
    let current = true;
    catalogue(wanted).then(
      (messages) => current && setSpoken({ language: wanted, messages }),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [catalogue, wanted, language]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.querySelector("link[rel=manifest]")?.setAttribute("href", manifestOf(language));
  }, [language]);
  return useMemo(
    () => ({ language, messages, format: createFormat(language) }),
    [language, messages],
  );
}
