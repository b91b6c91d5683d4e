import { createContext, useContext } from "react";
import type { Messages } from "./en";
import type { Format } from "./format";
import type { Language } from "./language";

export interface Locale {
  readonly language: Language;
  readonly messages: Messages;
  readonly format: Format;
}

export const LocaleContext = createContext<Locale | null>(null);

export function useLocale(): Locale {
  const locale = useContext(LocaleContext);
  if (!locale) throw new Error("Words are only known inside of <App>.");
  return locale;
}
