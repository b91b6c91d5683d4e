import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createServer } from "./api/client";
import { App } from "./app/App";
import { createEngine } from "./local/engine";
import { createSite, siteOf } from "./site/site";
import "./styles/tokens.css";
import "./styles/base.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root.");

const site = siteOf(document);
const server = site === null ? createServer() : createSite(site);

createRoot(root).render(
  <StrictMode>
    <App server={server} engine={createEngine()} />
  </StrictMode>,
);
