/** What was learned, as bytes: what is told of it as JSON, then the numbers of the head. */

import type { Decision } from "../../learning/decision";
import { modelProblem } from "../problem";
import type { Head } from "./head";
import { matrix } from "./numbers/matrix";

/** What can be told without the numbers. */
export interface Notes {
  /** What the gate said last; null where it was not asked. */
  readonly decision: Decision | null;
}

const FORMAT = 1;
const NUMBERS = ["weight", "bias", "sharpness", "shift", "noveltyWeight"] as const;

type Plain = Omit<Head, (typeof NUMBERS)[number] | "thresholds">;

interface Top {
  readonly format: number;
  readonly notes: Notes;
  readonly head: (Plain & { readonly thresholds: readonly number[] }) | null;
  /** How many numbers there are of each. */
  readonly lengths: readonly number[];
}

export function pack(head: Head | null, notes: Notes): ArrayBuffer {
  if (!head) return written({ format: FORMAT, notes, head: null, lengths: [] }, new Uint8Array());
  const { weight, bias, sharpness, shift, noveltyWeight, ...plain } = head;
  const parts = [weight.data, bias, sharpness, shift, noveltyWeight];
  const numbers = Float32Array.from(parts.flatMap((part) => [...part]));
  const thresholds = [...head.thresholds];
  const lengths = parts.map(({ length }) => length);
  const top = { format: FORMAT, notes, head: { ...plain, thresholds }, lengths };
  return written(top, new Uint8Array(numbers.buffer));
}

export function unpack(bytes: ArrayBuffer): Head | null {
  const { top, rest } = read(bytes);
  if (!top.head) return null;
  const numbers = new Float32Array(rest);
  let place = 0;
  const [weight, bias, sharpness, shift, noveltyWeight] = top.lengths.map((length) => {
    place += length;
    return numbers.slice(place - length, place);
  });
  if (!weight || !bias || !sharpness || !shift || !noveltyWeight) throw damaged();
  const rows = top.head.labels.length;
  return {
    ...top.head,
    thresholds: Float64Array.from(top.head.thresholds),
    weight: matrix(rows, weight.length / rows, weight),
    ...{ bias, sharpness, shift, noveltyWeight },
  };
}

export function notesOf(bytes: ArrayBuffer): Notes {
  return read(bytes).top.notes;
}

/** The same numbers with other notes. */
export function withNotes(bytes: ArrayBuffer, notes: Notes): ArrayBuffer {
  const { top, rest } = read(bytes);
  return written({ ...top, notes }, new Uint8Array(rest));
}

function written(top: Top, numbers: Uint8Array): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(top));
  const whole = new Uint8Array(4 + text.length + numbers.length);
  new DataView(whole.buffer).setUint32(0, text.length, true);
  whole.set(text, 4);
  whole.set(numbers, 4 + text.length);
  return whole.buffer;
}

function read(bytes: ArrayBuffer): { readonly top: Top; readonly rest: ArrayBuffer } {
  try {
    const length = new DataView(bytes).getUint32(0, true);
    const top = JSON.parse(new TextDecoder().decode(bytes.slice(4, 4 + length))) as Top;
    if (top.format === FORMAT) return { top, rest: bytes.slice(4 + length) };
  } catch {
    // Said below, like a format of tomorrow.
  }
  throw damaged();
}

function damaged() {
  return modelProblem("What was learned on this device cannot be read; forget it, and teach anew.");
}
