import { createContext, useContext } from "react";
import { en, type Messages } from "./en";
import { createFormat, type Format } from "./format";
import type { Language } from "./language";

export interface Locale {
  readonly language: Language;
  readonly messages: Messages;
  readonly format: Format;
}

export const LocaleContext = createContext<Locale>({
  language: "en",
  messages: en,
  format: createFormat("en"),
});

export function useLocale(): Locale {
  return useContext(LocaleContext);
}
