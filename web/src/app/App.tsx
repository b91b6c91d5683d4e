import { Activity, useCallback, useMemo, useState } from "react";
import type { Server } from "../api/client";
import type { Reach } from "../api/reach";
import { Header } from "../components/Header";
import { ShortcutsDialog } from "../components/ShortcutsDialog";
import { panelId, Tabs, tabId } from "../components/Tabs";
import { LocaleContext } from "../i18n/context";
import type { Catalogue } from "../i18n/language";
import type { Kept } from "../kept/kept";
import type { Outbox } from "../learning/outbox";
import type { Engine } from "../local/engine";
import type { Place } from "../recognition/answer";
import type { Opened } from "../taught/opened";
import type { Taught } from "../taught/taught";
import { query, setQuery } from "./address";
import "./app.css";
import { DrawTab } from "./draw/DrawTab";
import { lazyTab } from "./LazyTab";
import { type Keeping, KeepingContext } from "./learning/keeping";
import { useOffline } from "./offline/useOffline";
import { usePhotoDesk } from "./photo/usePhotoDesk";
import { usePlaces } from "./place/usePlaces";
import { withoutServer } from "./preferences";
import { Profiles } from "./profiles/Profiles";
import { Status } from "./status/Status";
import { type Tab, tabsOf } from "./tabs";
import { useModels } from "./useModels";
import { usePreferences } from "./usePreferences";
import { type Spoken, useSpoken } from "./useSpoken";

const CONTENT = {
  draw: DrawTab,
  read: lazyTab(async () => (await import("./read/ReadTab")).ReadTab),
  photo: lazyTab(async () => (await import("./photo/PhotoTab")).PhotoTab),
  batch: lazyTab(async () => (await import("./batch/BatchTab")).BatchTab),
  history: lazyTab(async () => (await import("./history/HistoryTab")).HistoryTab),
  corrections: lazyTab(async () => (await import("./corrections/CorrectionsTab")).CorrectionsTab),
  models: lazyTab(async () => (await import("./models/ModelsTab")).ModelsTab),
} as const;

/** Tabs that list what is there, rather than answer. */
const LISTS: ReadonlySet<Tab> = new Set(["batch", "history", "corrections", "models"]);

interface AppProps {
  server: Server;
  catalogue: Catalogue;
  /** What is said until another language is chosen. */
  first: Spoken;
  reach: Reach;
  engine: Engine;
  kept: Kept;
  outbox: Outbox;
  /** Who learns on this device, where it recognises. */
  taught: Taught;
  opened: Opened;
}

export function App({ server, catalogue, first, reach, ...rest }: AppProps) {
  const { engine, kept, outbox, taught, opened } = rest;
  const { preferences: chosen, dark, change } = usePreferences();
  const preferences = useMemo(
    () => (server.isSite ? withoutServer(chosen) : chosen),
    [server, chosen],
  );
  const tabs = useMemo(() => tabsOf(server), [server]);
  const [helpOpen, setHelpOpen] = useState(false);
  const [tab, setTab] = useState<Tab>(
    () => tabs.find((name) => name === query().get("tab")) ?? "draw",
  );
  const [seen, setSeen] = useState<ReadonlySet<Tab>>(() => new Set([tab]));
  const [models, refreshModels] = useModels(server);
  const photos = usePhotoDesk(models);
  const choosePlace = useCallback((place: Place) => change({ place }), [change]);
  const places = usePlaces(server, engine, taught, opened, preferences.place, choosePlace);
  const { place, profile } = preferences;
  const ready = useOffline(server, models, profile, place);
  const keeping = useMemo<Keeping>(() => {
    const here = place === "device";
    const { recogniser } = here ? places : server;
    return { kept, outbox, taught, opened, teacher: here ? taught : null, recogniser };
  }, [kept, outbox, taught, opened, place, places, server]);
  const { language, theme, singleKeys } = preferences;
  const locale = useSpoken(catalogue, first, language);
  const { messages } = locale;
  const go = (tab: Tab) => {
    setTab(tab);
    setSeen((before) => new Set([...before, tab]));
    setQuery("tab", tab);
  };
  const openHelp = () => setHelpOpen(true);
  return (
    <LocaleContext value={locale}>
      <KeepingContext value={keeping}>
        <a className="skip" href={`#${tab}-answer`}>
          {LISTS.has(tab) ? messages.skipToList : messages.skipToAnswer}
        </a>
        <Header
          language={language}
          theme={theme}
          onLanguage={(language) => change({ language })}
          onTheme={(theme) => change({ theme })}
          person={
            !server.isSite && (
              <Profiles
                server={server}
                profile={preferences.profile}
                onProfile={(profile) => change({ profile })}
              />
            )
          }
        >
          <Tabs
            label={messages.tabs}
            tabs={tabs.map((value) => ({ value, name: messages[value] }))}
            value={tab}
            onChange={go}
          />
        </Header>
        <main className="page">
          {tabs.map((name) => {
            const Content = CONTENT[name];
            return (
              // Out of sight a tab keeps what it holds, and listens to nothing.
              <Activity key={name} mode={name === tab ? "visible" : "hidden"}>
                <div role="tabpanel" id={panelId(name)} aria-labelledby={tabId(name)}>
                  {seen.has(name) && (
                    <Content
                      server={server}
                      models={models}
                      onModels={refreshModels}
                      photos={photos}
                      places={places}
                      onTab={go}
                      preferences={preferences}
                      dark={dark}
                      onPreferences={change}
                      onHelp={openHelp}
                    />
                  )}
                </div>
              </Activity>
            );
          })}
        </main>
        <footer className="footer">
          <p>
            {messages.privacy[server.isSite ? "site" : place]} {ready && messages.keeping.ready}
          </p>
          <p className="footer-links">
            <button type="button" className="link" onClick={openHelp}>
              {messages.shortcuts}
            </button>
            {!server.isSite && (
              <a className="link" href="docs">
                {messages.apiDocumentation}
              </a>
            )}
          </p>
        </footer>
        <Status reach={reach} isSite={server.isSite} onBack={refreshModels} />
        <ShortcutsDialog
          open={helpOpen}
          singleKeys={singleKeys}
          onSingleKeys={(singleKeys) => change({ singleKeys })}
          onClose={() => setHelpOpen(false)}
        />
      </KeepingContext>
    </LocaleContext>
  );
}
