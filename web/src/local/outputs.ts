/** What a model's file is to give. What only other outputs need is not computed then. */

import { field, mapped, textIn } from "./wire";

/** Field numbers of onnx.proto3: of the model, of its graph, and of an output. */
const GRAPH = 7;
const OUTPUT = 12;
const NAME = 1;

/** A copy of a model's file that has the outputs of these names alone. */
export function onlyOutputs(file: Uint8Array, names: readonly string[]): Uint8Array<ArrayBuffer> {
  return mapped(file, ({ number, bytes, raw }) => {
    if (number !== GRAPH) return [raw];
    const graph = mapped(bytes, (part) =>
      part.number === OUTPUT && !names.includes(textIn(part.bytes, NAME)) ? [] : [part.raw],
    );
    return [field(GRAPH, graph)];
  });
}
