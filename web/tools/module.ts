/** Makes a package of what other people's pages use: its types, and what a package says of itself. */

import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

const ROOT = join(import.meta.dirname, "..");

/**
 * The package is the folder that holds both `module` and `assets`: so the runtime lies there once,
 * for the page and for the module.
 */
export function modulePackage(): Plugin {
  return {
    name: "vistazo-module",
    apply: "build",
    async writeBundle({ dir }) {
      if (!dir) throw new Error("What is built must be written into a folder.");
      const { version, license } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
      const types = "./module/vistazo.d.ts";
      const told = {
        ...{ name: "vistazo", version, license, type: "module", types },
        description: "Small image recognisers that run in the browser.",
        exports: {
          ".": { types, default: "./module/vistazo.js" },
          "./models/*": "./models/*",
        },
        files: ["module", "models", "assets/*.js", "assets/*.wasm"],
        sideEffects: false,
      };
      await writeFile(join(dir, "package.json"), `${JSON.stringify(told, null, 2)}\n`);
      await copyFile(join(ROOT, "src/element/vistazo.d.ts"), join(dir, types));
    },
  };
}
