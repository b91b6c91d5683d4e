/** Corrected pictures, as the network sees them. */

import { type Flags, flags } from "./link";
import { type Matrix, rowsOf } from "./numbers/matrix";

export interface Examples {
  readonly embeddings: Matrix;
  /** The right labels of each; none says that it shows none of them. */
  readonly labels: readonly (readonly string[])[];
  /** sha256 of each picture's embedding. */
  readonly hashes: readonly string[];
}

/** Corrected pictures that a new label needs before it joins a recogniser. */
const LEAST_EXAMPLES = 5;

/** Which of `labels` each picture shows. */
export function shownIn(examples: Examples, labels: readonly string[]): Flags {
  const found = flags(examples.labels.length, labels.length);
  for (const [row, own] of examples.labels.entries()) {
    for (const label of own) {
      const place = labels.indexOf(label);
      if (place >= 0) found.data[row * labels.length + place] = 1;
    }
  }
  return found;
}

export function subsetOf(examples: Examples, chosen: readonly boolean[]): Examples {
  const rows = [...chosen.keys()].filter((row) => chosen[row]);
  return {
    embeddings: rowsOf(examples.embeddings, rows),
    labels: rows.map((row) => examples.labels[row] ?? []),
    hashes: rows.map((row) => examples.hashes[row] ?? ""),
  };
}

/** Which examples have labels that are known, or that have pictures enough to be added. */
export function ripeOf({ labels }: Examples, known: readonly string[]): readonly boolean[] {
  const counts = new Map<string, number>();
  for (const label of labels.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  const isRipe = (label: string) =>
    known.includes(label) || (counts.get(label) ?? 0) >= LEAST_EXAMPLES;
  return labels.map((own) => own.every(isRipe));
}

/** The labels that are new, in the order in which the server would add them. */
export function newLabelsOf({ labels }: Examples, known: readonly string[]): readonly string[] {
  const found = new Set(labels.flat().filter((label) => !known.includes(label)));
  return [...found].sort(byCodePoint);
}

/** Where letters beyond the first 65,536 differ from JavaScript's own order. */
function byCodePoint(a: string, b: string): number {
  const [first, second] = [[...a], [...b]];
  for (const [place, letter] of first.entries()) {
    const difference = (letter.codePointAt(0) ?? 0) - (second[place]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
}
