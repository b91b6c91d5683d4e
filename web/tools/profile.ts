/**
 * Watches which functions of ONNX Runtime the given models call, and writes runtime.json.
 *
 *     npm run profile -- ../src/vistazo/models/*.onnx
 *
 * What runtime.json says already of the same runtime is kept: models may be watched one by one.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { inflateRawSync } from "node:zlib";
import * as ort from "onnxruntime-web/wasm";
import { onlyOutputs } from "../src/local/outputs.ts";
import { functionsIn, PROBE, type Profile, profileOf, watched } from "./trim.ts";

const PROFILE = resolve("tools/runtime.json");

/**
 * Pictures, their heights and widths: common ones, those that are awkward, and the characters of
 * a line.
 */
const SIZES = [
  [1, 280, 280],
  [1, 28, 28],
  [1, 1, 1],
  [1, 1, 1000],
  [1, 1000, 1],
  [1, 37, 53],
  [1, 60, 900],
  [1, 375, 500],
  [1, 1200, 1600],
  [2, 24, 24],
  [27, 80, 80],
] as const;

const runtime = readFileSync(
  createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"),
);

async function watch(paths: readonly string[]): Promise<readonly boolean[]> {
  let exports: WebAssembly.Exports = {};
  const instantiate = WebAssembly.instantiate.bind(WebAssembly);
  Object.assign(WebAssembly, {
    async instantiate(source: BufferSource, imports: WebAssembly.Imports) {
      const made = await instantiate(source, imports);
      exports = made.instance.exports;
      return made;
    },
  });
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  ort.env.wasm.wasmBinary = watched(runtime).buffer as ArrayBuffer;
  for (const path of paths) await use(path);
  // What is no model has to be refused without a trap, too.
  await ort.InferenceSession.create(new Uint8Array(100)).catch(() => {});
  return Array.from({ length: functionsIn(runtime) }, (_, index) => {
    const flag = exports[PROBE + index];
    return flag instanceof WebAssembly.Global && flag.value === 1;
  });
}

async function use(path: string): Promise<void> {
  const file = new Uint8Array(readFileSync(path));
  await run(file);
  // As it judges the characters of a line.
  if (!path.endsWith(".reader.onnx")) await run(onlyOutputs(file, ["probability"]));
}

async function run(file: Uint8Array<ArrayBuffer>): Promise<void> {
  for (const graphOptimizationLevel of ["all", "disabled"] as const) {
    const session = await ort.InferenceSession.create(file, { graphOptimizationLevel });
    const [input] = session.inputMetadata;
    const colours = input?.isTensor && input.shape.length === 4 ? [3] : [];
    for (const [count, height, width] of SIZES) {
      const dims = [count, height, width, ...colours];
      const bytes = drawn(
        dims.reduce((a, b) => a * b),
        width,
      );
      for (const pixels of [bytes, bytes.map((value) => 255 - value), bytes.map(() => 255)]) {
        await session.run({ image: new ort.Tensor("uint8", pixels, dims) });
      }
    }
    await session.release();
  }
}

/** Some strokes and some noise. */
function drawn(length: number, width: number): Uint8Array {
  return Uint8Array.from({ length }, (_, place) => {
    const noise = (place * 7919) % 23;
    return Math.abs((place % width) - width / 2) < width / 20 ? 255 - noise : noise;
  });
}

function before(): readonly boolean[] {
  if (!existsSync(PROFILE)) return [];
  const profile = JSON.parse(readFileSync(PROFILE, "utf8")) as Profile;
  if (profile.sha256 !== profileOf(runtime, []).sha256) return [];
  const bits = inflateRawSync(Buffer.from(profile.called, "base64"));
  return [...bits].flatMap((byte) =>
    Array.from({ length: 8 }, (_, bit) => ((byte >> bit) & 1) === 1),
  );
}

const known = before();
const called = (await watch(process.argv.slice(2))).map(
  (now, index) => now || known[index] === true,
);
writeFileSync(PROFILE, `${JSON.stringify(profileOf(runtime, called), null, 2)}\n`);
const count = called.filter(Boolean).length;
process.stdout.write(`${count} of ${called.length} functions are called\n`);
