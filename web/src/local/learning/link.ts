/**
 * What differs between one label a picture and many; see vistazo/learning/link.py. What a picture
 * shows is two matrices: `wanted`, 1 where a label is shown, and `known`, 0 where nobody can tell.
 */

import type { Labels } from "./bank";
import type { Matrix } from "./numbers/matrix";

export type Task = "one" | "many";

/** Which labels pictures show, or are given: rows of 0 and 1. */
export interface Flags {
  readonly rows: number;
  readonly columns: number;
  readonly data: Uint8Array;
}

export interface Truth {
  readonly wanted: Matrix;
  readonly known: Flags;
}

/** Confidences, and whether each came true. */
export interface Claims {
  readonly confidence: Float32Array;
  readonly cameTrue: readonly boolean[];
}

export interface Link {
  /** Of calibrated logits, in their place. */
  toProbabilities(logits: Matrix): void;
  truth(labels: Labels, count: number): Truth;
  /** Which examples the last layer learns from. */
  teaches(shown: Flags): readonly boolean[];
  /**
   * The weighted log-likelihood; the logits become its slope with the sign turned. `weights` has
   * one number a row.
   */
  fit(logits: Matrix, wanted: Matrix, weights: Float32Array): number;
  /** Which labels the pictures are given. */
  given(probabilities: Matrix, thresholds: Float64Array): Flags;
  /** Which answers are right: pictures, or labels of pictures that are known. */
  right(given: Flags, truth: Truth): readonly boolean[];
  /** The probability of what is true, of the same answers. */
  chances(probabilities: Matrix, truth: Truth): Float32Array;
  /** How good answers are, 0..1. */
  score(right: readonly boolean[], chances: Float32Array): number;
  claims(probabilities: Matrix, truth: Truth): Claims;
  /** Fitted on held-out pictures; null where the calibration stays as it is. */
  temperature(logits: Matrix, labels: Labels): number | null;
}

/** Within what float32 can take the exponential of. */
const LARGEST = 80;

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-Math.min(LARGEST, Math.max(-LARGEST, value))));
}

export function flags(rows: number, columns: number): Flags {
  return { rows, columns, data: new Uint8Array(rows * columns) };
}

export function flagsOf({ columns, data }: Flags, row: number): Uint8Array {
  return data.subarray(row * columns, (row + 1) * columns);
}

/** What `say` says of each row. */
export function eachRow<Said>(rows: number, say: (row: number) => Said): readonly Said[] {
  return Array.from({ length: rows }, (_, row) => say(row));
}
