import type { ReactNode } from "react";
import { useLocale } from "../i18n/context";
import { LANGUAGE_NAMES, LANGUAGES, type Language } from "../i18n/language";
import "./header.css";
import { Icon } from "./Icon";
import { Logo } from "./Logo";
import { Segmented } from "./Segmented";
import { THEMES, type Theme } from "./themes";

interface HeaderProps {
  /** What stands between the name and the preferences. */
  children: ReactNode;
  /** Whose handwriting it is. */
  person: ReactNode;
  /** As it was chosen, which may still be on its way. */
  language: Language;
  theme: Theme;
  onLanguage(language: Language): void;
  onTheme(theme: Theme): void;
}

export function Header({ children, person, language, theme, ...on }: HeaderProps) {
  const { messages } = useLocale();
  return (
    <header className="header">
      <p className="brand">
        <Logo />
        <span>Vistazo</span>
      </p>
      {children}
      <div className="header-choices">
        {person}
        <Segmented
          legend={messages.languageChoice}
          value={language}
          onChange={on.onLanguage}
          segments={LANGUAGES.map((value) => ({
            value,
            name: LANGUAGE_NAMES[value],
            content: value.toUpperCase(),
            lang: value,
          }))}
        />
        <Segmented
          legend={messages.themeChoice}
          value={theme}
          onChange={on.onTheme}
          segments={THEMES.map((value) => ({
            value,
            name: messages.themes[value],
            content: <Icon name={value} />,
          }))}
        />
      </div>
    </header>
  );
}
