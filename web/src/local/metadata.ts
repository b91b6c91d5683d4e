/** The notes that a model file carries; the graph between them is skipped. */

import { type Field, fieldsOf } from "./wire";

/** Field numbers of onnx.proto3: of the model, and of one of its notes. */
const NOTES = 14;
const KEY = 1;
const VALUE = 2;

/** The notes by name; null for bytes that are no such file. */
export function readNotes(file: Uint8Array): ReadonlyMap<string, string> | null {
  try {
    return new Map([...fieldsOf(file)].filter(({ number }) => number === NOTES).map(noteIn));
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

function noteIn({ bytes }: Field): [string, string] {
  const text = new TextDecoder("utf-8", { fatal: true });
  const parts = [...fieldsOf(bytes)];
  const read = (wanted: number) =>
    text.decode(parts.findLast(({ number }) => number === wanted)?.bytes);
  return [read(KEY), read(VALUE)];
}
