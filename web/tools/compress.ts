/** Compresses what is built ahead of time, so that serving it costs nothing. */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = new Set([".css", ".js"]);
const COMPRESSED = new Set([...TEXT, ".wasm"]);
const ENDS = [".br", ".gz"];

const MEMORY = join(import.meta.dirname, "../node_modules/.vistazo");
const LARGE_BYTES = 1_000_000;

/** Beyond it the last percents of size would cost minutes. */
const MOST_BYTES = 8_000_000;
const QUICKER = 9;

/** Writes `FILE.br` and `FILE.gz` beside the files in a folder of what is built that become smaller by it. */
export function compress(name = "assets"): Plugin {
  return {
    name: "vistazo-compress",
    apply: "build",
    async writeBundle({ dir }) {
      if (!dir) throw new Error("What is built must be written into a folder.");
      const folder = join(dir, name);
      const names = (await readdir(folder)).filter((name) => COMPRESSED.has(extname(name)));
      await Promise.all(names.map((name) => compressFile(join(folder, name))));
    },
  };
}

async function compressFile(path: string): Promise<void> {
  const content = await readFile(path);
  const packed = await Promise.all(
    [brotli, gzipped].map((pack) => remembered(content, pack.name, () => pack(content, path))),
  );
  await Promise.all(
    packed.flatMap((bytes, index) =>
      bytes.length < content.length ? [writeFile(path + ENDS[index], bytes)] : [],
    ),
  );
}

function brotli(content: Uint8Array, path: string): Promise<Buffer> {
  const isText = TEXT.has(extname(path));
  const quality = content.length > MOST_BYTES ? QUICKER : constants.BROTLI_MAX_QUALITY;
  return promisify(brotliCompress)(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_MODE]: isText
        ? constants.BROTLI_MODE_TEXT
        : constants.BROTLI_MODE_GENERIC,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}

function gzipped(content: Uint8Array): Promise<Buffer> {
  return promisify(gzip)(content, { level: 9 });
}

/** The runtime takes long, and stays the same from one build to the next. */
async function remembered(
  content: Uint8Array,
  how: string,
  pack: () => Promise<Buffer>,
): Promise<Buffer> {
  if (content.length < LARGE_BYTES) return pack();
  const hash = createHash("sha256").update(content).digest("hex");
  const path = join(MEMORY, `${hash}.${how}`);
  if (existsSync(path)) return readFile(path);
  const packed = await pack();
  await mkdir(MEMORY, { recursive: true });
  await writeFile(path, packed);
  return packed;
}
