import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import * as ort from "onnxruntime-web/wasm";
import { beforeAll, describe, expect, test } from "vitest";
import { functionsIn, PROBE, type Profile, profileOf, trimmed, watched } from "../../tools/trim";

const WHOLE = readFileSync(
  createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"),
);
const PROFILE = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../tools/runtime.json"), "utf8"),
) as Profile;
const MODELS = resolve(import.meta.dirname, "../../../src/vistazo/models");

/** A module of two functions: `one` gives 1 and `two` gives 2; behind each lie 300 bytes of rest. */
const TINY = (() => {
  const rest = Array(300).fill(0x01);
  const body = (value: number) => [0x00, 0x41, value, ...rest, 0x0b];
  const listed = (entries: readonly (readonly number[])[]) => [entries.length, ...entries.flat()];
  const long = (bytes: readonly number[]) => [
    (bytes.length % 128) + 128,
    Math.floor(bytes.length / 128),
    ...bytes,
  ];
  const name = (text: string, index: number) => [
    text.length,
    ...new TextEncoder().encode(text),
    0x00,
    index,
  ];
  const section = (id: number, bytes: readonly number[]) => [id, ...long(bytes)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, listed([[0x60, 0x00, 0x01, 0x7f]])),
    ...section(3, listed([[0x00], [0x00]])),
    ...section(6, listed([[0x7f, 0x00, 0x41, 0x07, 0x0b]])),
    ...section(7, listed([name("one", 0), name("two", 1)])),
    ...section(10, listed([long(body(1)), long(body(2))])),
  ]);
})();

async function exportsOf(module: Uint8Array) {
  const { instance } = await WebAssembly.instantiate(new Uint8Array(module));
  return instance.exports as unknown as Record<"one" | "two", () => number> & WebAssembly.Exports;
}

describe("a module", () => {
  test("that is watched notes what is called, and does as before", async () => {
    const exports = await exportsOf(watched(TINY));
    expect(exports.two()).toBe(2);
    const flags = [0, 1].map((index) => (exports[PROBE + index] as WebAssembly.Global).value);
    expect(flags).toEqual([0, 1]);
    expect(functionsIn(TINY)).toBe(2);
  });

  test("that is trimmed keeps what was called, and traps elsewhere", async () => {
    const made = trimmed(TINY, profileOf(TINY, [false, true]));
    expect(made.length).toBeLessThan(TINY.length - 290);
    const exports = await exportsOf(made);
    expect(exports.two()).toBe(2);
    expect(exports.one).toThrow(WebAssembly.RuntimeError);
  });

  test("is not trimmed by what was watched of another one", () => {
    expect(() => trimmed(WHOLE, profileOf(TINY, [true]))).toThrow("npm run profile");
  });
});

describe("the small runtime", () => {
  beforeAll(() => {
    const small = trimmed(WHOLE, PROFILE);
    expect(small.length).toBeLessThan(WHOLE.length / 2);
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = small.buffer as ArrayBuffer;
  });

  test.each(["digits", "characters", "characters.reader"])("runs %s", async (name) => {
    const file = new Uint8Array(readFileSync(resolve(MODELS, `${name}.onnx`)));
    const session = await ort.InferenceSession.create(file);
    for (const [height, width] of [
      [1, 1],
      [33, 47],
      [280, 280],
    ] as const) {
      const pixels = Uint8Array.from({ length: height * width }, (_, at) => (at % width) * 5);
      const image = new ort.Tensor("uint8", pixels, [1, height, width]);
      const found = await session.run({ image });
      expect(Object.keys(found).toSorted()).toEqual(session.outputNames.toSorted());
      const values = found.probability ? [...(found.probability.data as Float32Array)] : [1];
      expect(values.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
    }
    await session.release();
  });
});
