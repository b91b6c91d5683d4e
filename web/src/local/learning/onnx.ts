/**
 * Reading and replacing tensors of a model file; see vistazo/learning/onnx_file.py. A copy differs
 * from its original in what was replaced and in nothing else.
 */

import { modelProblem } from "../problem";
import { field, fieldsOf, joined, mapped, messagesIn, textIn, VARINT, varint } from "../wire";

/** Numbers with their shape, which may be empty. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface Replacement {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Texts of notes by name. */
  readonly notes: ReadonlyMap<string, string>;
  /** How many columns the outputs of these names now have. */
  readonly columns: ReadonlyMap<string, number>;
}

/** Field numbers of onnx.proto3. */
const [GRAPH, NOTE] = [7, 14];
const [INITIALIZER, OUTPUT] = [5, 12];
const [DIMS, DATA_TYPE, FLOATS, NAME, RAW] = [1, 2, 4, 8, 9];
const [OUTPUT_NAME, KEY, VALUE] = [1, 1, 2];
/** From an output to its shape: type, tensor type, shape. */
const TO_SHAPE = [2, 1, 2];
const FLOAT = 1;

/** The float32 tensors of these names, of which none may be missing. */
export function readTensors(
  file: Uint8Array,
  names: readonly string[],
): ReadonlyMap<string, Tensor> {
  const found = new Map<string, Tensor>();
  for (const graph of messagesIn(file, GRAPH)) {
    for (const tensor of messagesIn(graph, INITIALIZER)) {
      const name = textIn(tensor, NAME);
      if (names.includes(name)) found.set(name, tensorIn(tensor, name));
    }
  }
  const missing = names.filter((name) => !found.has(name));
  if (missing.length === 0) return found;
  throw modelProblem(`The model has no tensors ${missing.join(", ")}; it cannot learn.`);
}

/** A copy with other tensors and notes. */
export function replaced(file: Uint8Array, by: Replacement): Uint8Array<ArrayBuffer> {
  return mapped(file, ({ number, bytes, raw }) => {
    if (number === GRAPH) return [field(GRAPH, graphWith(bytes, by))];
    const text = number === NOTE ? by.notes.get(textIn(bytes, KEY)) : undefined;
    if (text === undefined) return [raw];
    return [
      field(NOTE, joined([field(KEY, encoded(textIn(bytes, KEY))), field(VALUE, encoded(text))])),
    ];
  });
}

function graphWith(graph: Uint8Array, { tensors, columns }: Replacement): Uint8Array {
  return mapped(graph, ({ number, bytes, raw }) => {
    if (number === INITIALIZER) {
      const name = textIn(bytes, NAME);
      const tensor = tensors.get(name);
      return [tensor ? field(INITIALIZER, tensorOf(name, tensor)) : raw];
    }
    const wide = number === OUTPUT ? columns.get(textIn(bytes, OUTPUT_NAME)) : undefined;
    return [wide === undefined ? raw : field(OUTPUT, withColumns(bytes, TO_SHAPE, wide))];
  });
}

/** An output's description, or a part of it, whose second dimension is `columns`. */
function withColumns(message: Uint8Array, path: readonly number[], columns: number): Uint8Array {
  const [next, ...further] = path;
  let axis = 0;
  return mapped(message, ({ number, bytes, raw }) => {
    if (number === next) return [field(number, withColumns(bytes, further, columns))];
    if (next !== undefined || number !== DIMS) return [raw];
    axis += 1;
    return [axis === 2 ? field(DIMS, joined([varint(DIMS * 8 + VARINT), varint(columns)])) : raw];
  });
}

function tensorOf(name: string, { shape, data }: Tensor): Uint8Array {
  const dims = shape.flatMap((size) => [varint(DIMS * 8 + VARINT), varint(size)]);
  const numbers = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return joined([
    ...dims,
    ...[varint(DATA_TYPE * 8 + VARINT), varint(FLOAT)],
    ...[field(NAME, encoded(name)), field(RAW, numbers)],
  ]);
}

function tensorIn(tensor: Uint8Array, name: string): Tensor {
  const parts = [...fieldsOf(tensor)];
  const shape = parts.filter(({ number }) => number === DIMS).map(({ value }) => value);
  const kind = parts.findLast(({ number }) => number === DATA_TYPE)?.value;
  const bytes = parts.findLast(({ number }) => number === RAW || number === FLOATS)?.bytes;
  const length = shape.reduce((product, size) => product * size, 1);
  if (kind !== FLOAT || bytes?.length !== 4 * length) {
    throw modelProblem(`The tensor ${name} of the model must be of float32, in one piece.`);
  }
  return { shape, data: new Float32Array(bytes.slice().buffer) };
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
