/** The last layer of a network, its calibration and its novelty; see vistazo/learning/head.py. */

import { type Link, sigmoid, type Task } from "./link";
import { MANY } from "./many";
import { type Matrix, matrix, rowOf } from "./numbers/matrix";
import { timesTransposed } from "./numbers/product";
import { ONE } from "./one";

export interface Metric {
  readonly name: string;
  readonly value: number;
  readonly data: string;
  readonly fingerprint: string;
}

export interface Head {
  readonly task: Task;
  /** In the order of the rows. */
  readonly labels: readonly string[];
  readonly weight: Matrix;
  readonly bias: Float32Array;
  /** Multiplies the logits before they become probabilities: one number, or one a label. */
  readonly sharpness: Float32Array;
  /** Is added after that; as many numbers. */
  readonly shift: Float32Array;
  /** One a label. */
  readonly thresholds: Float64Array;
  /** For the embedding, its squares, the energy. */
  readonly noveltyWeight: Float32Array;
  readonly noveltyBias: number;
  readonly noveltyThreshold: number;
  readonly metrics: readonly Metric[];
}

export function linkOf({ task }: Head): Link {
  return task === "many" ? MANY : ONE;
}

/** Before the calibration. */
export function logitsOf({ weight, bias }: Head, embeddings: Matrix): Matrix {
  const found = timesTransposed(embeddings, weight);
  const { columns, data } = found;
  for (let place = 0; place < data.length; place += 1) {
    data[place] = (data[place] ?? 0) + (bias[place % columns] ?? 0);
  }
  return found;
}

/** What the model file answers, unless a picture has no ink. */
export function probabilitiesOf(head: Head, embeddings: Matrix): Matrix {
  const found = logitsOf(head, embeddings);
  const { sharpness, shift } = head;
  const { columns, data } = found;
  const [by, and] = [atLabel(sharpness), atLabel(shift)];
  for (let place = 0; place < data.length; place += 1) {
    const label = place % columns;
    data[place] = Math.fround((data[place] ?? 0) * by(label)) + and(label);
  }
  linkOf(head).toProbabilities(found);
  return found;
}

/** What the model file answers, unless a picture has no ink: 0..1 of each picture. */
export function noveltiesOf(head: Head, embeddings: Matrix): Float32Array {
  const features = noveltyFeatures(embeddings, logitsOf(head, embeddings));
  const weight = matrix(1, head.noveltyWeight.length, head.noveltyWeight);
  return timesTransposed(features, weight).data.map((value) => sigmoid(value + head.noveltyBias));
}

/** Which pictures are called unknown. */
export function unknownOf(head: Head, embeddings: Matrix): readonly boolean[] {
  return Array.from(noveltiesOf(head, embeddings), (value) => value > head.noveltyThreshold);
}

/** What novelty is judged by: embedding, its squares, energy. */
export function noveltyFeatures(embeddings: Matrix, logits: Matrix): Matrix {
  const width = embeddings.columns;
  const features = matrix(embeddings.rows, 2 * width + 1);
  for (let row = 0; row < embeddings.rows; row += 1) {
    const [seen, to] = [rowOf(embeddings, row), rowOf(features, row)];
    to.set(seen);
    for (let place = 0; place < width; place += 1) to[width + place] = (seen[place] ?? 0) ** 2;
    to[2 * width] = energyOf(rowOf(logits, row));
  }
  return features;
}

function energyOf(logits: Float32Array): number {
  const highest = highestOf(logits);
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - highest);
  return highest + Math.log(sum);
}

export function highestOf(values: Float32Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > highest) highest = value;
  return highest;
}

function atLabel(numbers: Float32Array): (label: number) => number {
  const [only = 0] = numbers;
  return numbers.length === 1 ? () => only : (label) => numbers[label] ?? 0;
}
