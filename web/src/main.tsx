import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createServer } from "./api/client";
import { createReach, networkReach } from "./api/reach";
import { App } from "./app/App";
import { createKept } from "./kept/create";
import { createOutbox } from "./kept/outbox";
import { createEngine } from "./local/engine";
import { createSite, siteOf } from "./site/site";
import { createTaught } from "./taught/taught";
import "./styles/tokens.css";
import "./styles/base.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root.");

const site = siteOf(document);
const { server, reach } = site === null ? withServer() : withSite(site);
const kept = createKept();
const engine = createEngine();
const taught = createTaught({ kept, engine, files: server.file, page: document.baseURI });
const outbox = createOutbox(kept, server.isSite ? null : server.feedback);

createRoot(root).render(
  <StrictMode>
    <App
      server={server}
      reach={reach}
      engine={engine}
      kept={kept}
      outbox={outbox}
      taught={taught}
    />
  </StrictMode>,
);

function withServer() {
  const reach = createReach((address, options) => fetch(address, options));
  return { server: createServer({ ask: reach.ask }), reach };
}

function withSite(list: string) {
  return { server: createSite(list), reach: networkReach() };
}
