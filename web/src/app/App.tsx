import { useMemo, useState } from "react";
import type { Server } from "../api/client";
import { Header } from "../components/Header";
import { ShortcutsDialog } from "../components/ShortcutsDialog";
import { type Locale, LocaleContext } from "../i18n/context";
import { createFormat } from "../i18n/format";
import { CATALOGUE } from "../i18n/language";
import "./app.css";
import { DrawTab } from "./draw/DrawTab";
import { usePreferences } from "./usePreferences";

export function App({ server }: { server: Server }) {
  const { preferences, dark, change } = usePreferences();
  const [helpOpen, setHelpOpen] = useState(false);
  const { language, theme, singleKeys } = preferences;
  const locale = useMemo<Locale>(
    () => ({ language, messages: CATALOGUE[language], format: createFormat(language) }),
    [language],
  );
  const { messages } = locale;
  return (
    <LocaleContext value={locale}>
      <a className="skip" href="#answer">
        {messages.skipToAnswer}
      </a>
      <Header
        theme={theme}
        onLanguage={(language) => change({ language })}
        onTheme={(theme) => change({ theme })}
      />
      <main className="page">
        <DrawTab
          server={server}
          dark={dark}
          singleKeys={singleKeys}
          onHelp={() => setHelpOpen(true)}
        />
      </main>
      <footer className="footer">
        <p>{messages.privacy}</p>
        <p className="footer-links">
          <button type="button" className="link" onClick={() => setHelpOpen(true)}>
            {messages.shortcuts}
          </button>
          <a className="link" href="docs">
            {messages.apiDocumentation}
          </a>
        </p>
      </footer>
      <ShortcutsDialog
        open={helpOpen}
        singleKeys={singleKeys}
        onSingleKeys={(singleKeys) => change({ singleKeys })}
        onClose={() => setHelpOpen(false)}
      />
    </LocaleContext>
  );
}
