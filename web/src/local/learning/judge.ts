/** What a head is worth, as numbers; see vistazo/learning/judge.py. */

import type { Bank } from "./bank";
import { type Examples, shownIn } from "./examples";
import { type Head, linkOf, probabilitiesOf, unknownOf } from "./head";
import { type Claims, eachRow, flagsOf, type Task } from "./link";

/** What the gate compares. */
export interface Report {
  readonly task: Task;
  /** Which golden answers are right. */
  readonly golden: readonly boolean[];
  /** How good they are, 0..1. */
  readonly goldenScore: number;
  readonly calibrationError: number;
  /** Share of the bank's outliers whose verdict is unknown. */
  readonly unknown: number;
  /** Which corrected pictures are answered right. */
  readonly corrections: readonly boolean[];
  /** The same by a twin that did not learn the picture in question. */
  readonly heldOut: readonly boolean[];
  readonly labels: number;
  /** Bytes of the model's file. */
  readonly size: number;
  readonly milliseconds: number;
  /** The largest difference between the file's probabilities and the head's own. */
  readonly disagreement: number;
}

/** Two versions on the same pictures. */
export interface Paired {
  readonly gained: number;
  readonly lost: number;
  /** How probable so uneven a split is, were both equally good (exact McNemar test). */
  readonly chance: number;
}

const BINS = 15;

export function compare(first: readonly boolean[], second: readonly boolean[]): Paired {
  const gained = second.filter((right, place) => right && !first[place]).length;
  const lost = first.filter((right, place) => right && !second[place]).length;
  return { gained, lost, chance: Math.min(1, 2 * atMost(Math.min(gained, lost), gained + lost)) };
}

/** The chance that a fair coin, thrown so many times, shows heads at most `heads` times. */
function atMost(heads: number, throws: number): number {
  let [log, sum] = [-throws * Math.LN2, 0];
  for (let count = 0; count <= heads; count += 1) {
    sum += Math.exp(log);
    log += Math.log(throws - count) - Math.log(count + 1);
  }
  return sum;
}

/**
 * Which examples a head gives exactly their labels. Where a picture has one label, one that shows
 * none is right where it is called unknown.
 */
export function rightLabels(head: Head, examples: Examples): readonly boolean[] {
  const shown = shownIn(examples, head.labels);
  const link = linkOf(head);
  const given = link.given(probabilitiesOf(head, examples.embeddings), head.thresholds);
  const teaches = link.teaches(shown);
  const unknown = unknownOf(head, examples.embeddings);
  return eachRow(shown.rows, (row) => {
    const isKnown = (examples.labels[row] ?? []).every((label) => head.labels.includes(label));
    if (isKnown && !teaches[row]) return unknown[row] === true;
    const truth = flagsOf(shown, row);
    return isKnown && flagsOf(given, row).every((one, label) => one === truth[label]);
  });
}

/** Which examples people see answered right: of one label, "unknown" takes it back. */
export function rightAnswers(head: Head, examples: Examples): readonly boolean[] {
  const right = rightLabels(head, examples);
  if (head.task === "many") return right;
  const shown = shownIn(examples, head.labels);
  const unknown = unknownOf(head, examples.embeddings);
  return right.map((one, row) => one && !(flagsOf(shown, row).includes(1) && unknown[row]));
}

/** What only a file can tell. */
export type OfFile = Pick<Report, "size" | "milliseconds" | "disagreement">;

export const NO_FILE: OfFile = { size: 0, milliseconds: 0, disagreement: 0 };

export function judgeHead(
  head: Head,
  bank: Bank,
  examples: Examples,
  heldOut: readonly boolean[] | null = null,
  file: OfFile = NO_FILE,
): Report {
  const link = linkOf(head);
  const probabilities = probabilitiesOf(head, bank.golden.embeddings);
  const truth = link.truth(bank.golden.labels, head.labels.length);
  const golden = link.right(link.given(probabilities, head.thresholds), truth);
  const others = unknownOf(head, bank.outliers);
  const corrections = rightAnswers(head, examples);
  return {
    task: head.task,
    golden,
    goldenScore: link.score(golden, link.chances(probabilities, truth)),
    calibrationError: calibrationError(link.claims(probabilities, truth)),
    unknown: others.length === 0 ? 1 : others.filter(Boolean).length / others.length,
    corrections,
    heldOut: heldOut ?? corrections,
    labels: head.labels.length,
    ...file,
  };
}

/** Expected calibration error, in bins of as many answers each; as vistazo/evaluation/calibration.py. */
export function calibrationError({ confidence, cameTrue }: Claims): number {
  const sorted = confidence.toSorted();
  const places = Array.from({ length: BINS - 1 }, (_, bin) =>
    Math.floor(((bin + 1) * confidence.length) / BINS),
  );
  const edges = [...new Set(places.map((place) => sorted[place] ?? 1))];
  const bins = Array.from({ length: edges.length + 1 }, () => ({ sum: 0, hits: 0 }));
  for (const [place, value] of confidence.entries()) {
    const above = edges.findIndex((edge) => value < edge);
    const bin = bins[above < 0 ? edges.length : above];
    if (!bin) continue;
    bin.sum += value;
    bin.hits += cameTrue[place] ? 1 : 0;
  }
  return (
    bins.reduce((sum, { sum: claimed, hits }) => sum + Math.abs(claimed - hits), 0) /
    confidence.length
  );
}
