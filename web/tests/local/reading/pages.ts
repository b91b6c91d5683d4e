/** The pages in ../tests/golden/reading, and what Python reads on them. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import * as ort from "onnxruntime-web/wasm";
import type { Grey } from "../../../src/local/reading/arrays/plane";
import { Characters } from "../../../src/local/reading/characters";
import { Reader } from "../../../src/local/reading/reader";
import type { Recogniser } from "../../../src/local/reading/rescoring";

const ROOT = resolve(import.meta.dirname, "../../../..");
const FOLDER = resolve(ROOT, "tests/golden/reading");
const MODELS = resolve(ROOT, "src/vistazo/models");

type Box = readonly [number, number, number, number];
type Score = readonly [string, number];

export interface ToldPage {
  readonly verdict: string;
  readonly confidence: number;
  readonly partial: boolean;
  readonly lines: readonly {
    readonly text: string;
    readonly characters: readonly (readonly [number, Box, readonly Score[]])[];
  }[];
}

export interface GoldenPage {
  readonly name: string;
  readonly picture: Grey;
  readonly told: ToldPage;
}

export function goldenPages(): readonly GoldenPage[] {
  const bytes = gunzipSync(readFileSync(resolve(FOLDER, "pages.gz")));
  const end = bytes.indexOf("\n");
  const head = JSON.parse(bytes.toString("utf8", 0, end)) as { name: string; shape: number[] }[];
  const answers = gunzipSync(readFileSync(resolve(FOLDER, "answers.json.gz"))).toString("utf8");
  const { pages } = JSON.parse(answers) as { pages: readonly ToldPage[] };
  let start = end + 1;
  return head.map(({ name, shape: [height = 0, width = 0] }, index) => {
    const data = new Uint8Array(bytes.subarray(start, start + width * height));
    start += data.length;
    const told = pages[index];
    if (!told) throw new Error("There are fewer answers than pages.");
    return { name, picture: { width, height, data }, told };
  });
}

function fileOf(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(resolve(MODELS, name)));
}

/** The reader and the recogniser that Python reads with. */
export async function openModels(): Promise<{ reader: Reader; recogniser: Recogniser }> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  const runtime = createRequire(import.meta.url).resolve(
    "onnxruntime-web/ort-wasm-simd-threaded.wasm",
  );
  ort.env.wasm.wasmBinary = new Uint8Array(readFileSync(runtime)).buffer;
  return {
    reader: await Reader.open(fileOf("characters.reader.onnx")),
    recogniser: await Characters.open(fileOf("characters.onnx")),
  };
}
