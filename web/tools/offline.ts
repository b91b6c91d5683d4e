/** Builds the worker that keeps the page, which must know every file of the build. */

import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { rolldown } from "rolldown";
import type { Plugin } from "vite";

const WORKER = join(import.meta.dirname, "../src/offline/worker.ts");

/** Of the build's own folder; the rest of it is made of these. */
const KEPT = new Set([".css", ".js", ".svg"]);
const ROOT = new Set([".png", ".svg", ".webmanifest"]);

/** What runs the models; the whole runtime is fetched only where it turns out to be needed. */
const RUNTIME = /^trimmed-.*\.wasm$/;

/** Writes `sw.js` beside the page. */
export function offline(): Plugin {
  return {
    name: "vistazo-offline",
    apply: "build",
    async writeBundle({ dir }) {
      if (!dir) throw new Error("What is built must be written into a folder.");
      const build = JSON.stringify(await buildIn(dir));
      const bundle = await rolldown({ input: WORKER, transform: { define: { BUILD: build } } });
      const { output } = await bundle.generate({ format: "iife", minify: true });
      await writeFile(join(dir, "sw.js"), output[0].code);
    },
  };
}

async function buildIn(dir: string) {
  const assets = (await readdir(join(dir, "assets"))).sort();
  const root = (await readdir(dir)).filter((name) => ROOT.has(extname(name))).sort();
  const kept = assets.filter((name) => KEPT.has(extname(name)));
  const page = await readFile(join(dir, "index.html"), "utf8");
  const [entry] = page.match(/assets\/[^"]+\.js/) ?? [];
  if (!entry) throw new Error("The start page has no script.");
  const hash = createHash("sha256").update(page);
  for (const name of assets) hash.update(name);
  for (const name of root) hash.update(await readFile(join(dir, name)));
  return {
    id: hash.digest("hex").slice(0, 12),
    files: [...kept.map((name) => `assets/${name}`), ...root],
    later: assets.filter((name) => RUNTIME.test(name)).map((name) => `assets/${name}`),
    entry,
  };
}
