import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compress } from "./tools/compress.ts";
import { icons } from "./tools/icons.ts";
import { offline } from "./tools/offline.ts";
import { runtime } from "./tools/runtime.ts";

const SERVICE = "http://127.0.0.1:8000";

export default defineConfig({
  // Relative addresses, so that the page also works below a sub-path.
  base: "./",
  plugins: [react(), runtime(), icons(), offline(), compress()],
  worker: { format: "es" },
  build: {
    outDir: "../src/vistazo/service/static",
    emptyOutDir: true,
    target: "es2022",
    // Every asset stays a file: the content security policy allows no data: addresses for scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { host: "127.0.0.1", proxy: { "/v1": SERVICE, "/health": SERVICE } },
  test: { include: ["tests/**/*.test.{ts,tsx}"], environment: "node" },
});
