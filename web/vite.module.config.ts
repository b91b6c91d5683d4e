import { defineConfig } from "vite";
import { compress } from "./tools/compress.ts";
import { modulePackage } from "./tools/module.ts";
import { runtime } from "./tools/runtime.ts";

/** The module for other people's pages, beside the page, with which it shares the worker's files. */
export default defineConfig({
  base: "./",
  plugins: [runtime(), modulePackage(), compress("module")],
  worker: { format: "es" },
  publicDir: false,
  build: {
    outDir: "../src/vistazo/service/static",
    emptyOutDir: false,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: { vistazo: "src/element/index.ts" },
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "module/[name].js" },
    },
  },
});
