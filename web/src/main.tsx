import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createServer } from "./api/client";
import { createReach, networkReach } from "./api/reach";
import { App } from "./app/App";
import { preferencesNow } from "./app/usePreferences";
import { messagesIn } from "./i18n/language";
import { createKept } from "./kept/create";
import { createOutbox } from "./kept/outbox";
import { createEngine } from "./local/engine";
import { siteOf } from "./site/mark";
import { createOpened } from "./taught/opened";
import { createTaught } from "./taught/taught";
import "./styles/tokens.css";
import "./styles/base.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root.");

const site = siteOf(document);
const { server, reach, catalogue } = site === null ? withServer() : await withSite(site);
const kept = createKept();
const engine = createEngine();
const opened = createOpened(engine);
const taught = createTaught({ kept, engine, files: server.file, page: document.baseURI });
const outbox = createOutbox(kept, server.isSite ? null : server.feedback);
const { language } = preferencesNow();
const first = { language, messages: await catalogue(language) };

createRoot(root).render(
  <StrictMode>
    <App
      server={server}
      catalogue={catalogue}
      first={first}
      reach={reach}
      engine={engine}
      kept={kept}
      outbox={outbox}
      taught={taught}
      opened={opened}
    />
  </StrictMode>,
);

function withServer() {
  const reach = createReach((address, options) => fetch(address, options));
  return { server: createServer({ ask: reach.ask }), reach, catalogue: messagesIn };
}

async function withSite(list: string) {
  const { createSite, messagesOnSite: catalogue } = await import("./site");
  return { server: createSite(list), reach: networkReach(), catalogue };
}
