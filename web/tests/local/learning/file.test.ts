import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readCard } from "../../../src/local/card";
import { readHead, readPrior, writeHead } from "../../../src/local/learning/file";
import type { Head } from "../../../src/local/learning/head";
import { matrix } from "../../../src/local/learning/numbers/matrix";
import { notesOf, pack, unpack, withNotes } from "../../../src/local/learning/pack";

const MODELS = resolve(import.meta.dirname, "../../../../src/vistazo/models");
const ORIGIN = { parent: "5".repeat(64), profile: "Ana" };
const NAMES = ["digits", "characters", "photos"];

function fileOf(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(resolve(MODELS, `${name}.onnx`)));
}

/** With a label more, and other numbers. */
function taught(head: Head): Head {
  const { weight, bias } = head;
  const more = (numbers: Float32Array, value: number) => Float32Array.from([...numbers, value]);
  const isMany = head.task === "many";
  return {
    ...head,
    labels: [...head.labels, "ñ"],
    weight: matrix(
      weight.rows + 1,
      weight.columns,
      Float32Array.from([
        ...weight.data.map((value) => value / 2),
        ...Array(weight.columns).fill(3),
      ]),
    ),
    bias: more(bias, -4),
    sharpness: isMany ? more(head.sharpness, 2) : Float32Array.of(0.5),
    shift: isMany ? more(head.shift, 1) : head.shift,
    thresholds: Float64Array.from([...head.thresholds, 0.25]),
    noveltyBias: -1.5,
    noveltyThreshold: 0.75,
    metrics: [{ name: "accuracy", value: 0.5, data: "golden", fingerprint: "" }],
  };
}

test.each(NAMES)("what is written into %s is read again", (name) => {
  const file = fileOf(name);
  const head = taught(readHead(file));
  const written = writeHead(file, head, ORIGIN);
  expect(readHead(written)).toEqual(head);
  expect(readCard(written).labels.at(-1)).toBe("ñ");
  const grown = Object.values(readPrior(written));
  expect(grown.length === 0 || Math.abs(grown.reduce((a, b) => a + b) - 1) < 1e-9).toBe(true);
  // The new numbers, and a little for what the card says of the new label.
  expect(written.length - file.length).toBeLessThan(4 * head.weight.columns + 1500);
});

test.each(NAMES)("nothing else of %s changes", (name) => {
  const file = fileOf(name);
  const head = readHead(file);
  const once = writeHead(file, head, ORIGIN);
  expect(Buffer.from(writeHead(once, head, ORIGIN)).equals(Buffer.from(once))).toBe(true);
  const graph = (bytes: Uint8Array) => Buffer.from(bytes).indexOf("network.head.weight");
  const end = graph(file) - 64;
  expect(Buffer.from(once.subarray(8, end)).equals(Buffer.from(file.subarray(8, end)))).toBe(true);
});

test("a head of another network is refused", () => {
  const head = readHead(fileOf("characters"));
  expect(() => writeHead(fileOf("digits"), head, ORIGIN)).toThrow("another model");
});

test("what was learned comes back from its bytes", () => {
  const head = taught(readHead(fileOf("photos")));
  const decision = { approved: true, checks: [], summary: "Learned." };
  const bytes = pack(head, { decision });
  expect(unpack(bytes)).toEqual(head);
  expect(notesOf(bytes).decision).toEqual(decision);
  const other = withNotes(bytes, { decision: null });
  expect(notesOf(other).decision).toBe(null);
  expect(unpack(other)).toEqual(head);
  expect(unpack(pack(null, { decision }))).toBe(null);
  expect(() => unpack(bytes.slice(0, 50))).toThrow("cannot be read");
});
