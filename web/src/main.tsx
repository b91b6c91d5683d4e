import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createServer } from "./api/client";
import { App } from "./app/App";
import { createEngine } from "./local/engine";
import "./styles/tokens.css";
import "./styles/base.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root.");

createRoot(root).render(
  <StrictMode>
    <App server={createServer()} engine={createEngine()} />
  </StrictMode>,
);
