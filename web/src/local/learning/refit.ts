/**
 * Fitting the last layer again: examples and replay, pulled towards the weights of now. The same
 * objective and the same steps as vistazo/learning/refit.py, which says why.
 */

import type { Bank } from "./bank";
import { type Examples, newLabelsOf, shownIn, subsetOf } from "./examples";
import { type Head, linkOf, probabilitiesOf } from "./head";
import { descend } from "./numbers/descent";
import { type Matrix, matrix, rowOf, rowsOf, stacked, withOnes } from "./numbers/matrix";
import { timesTransposed, transposedTimes } from "./numbers/product";

/** Of all replayed pictures together. */
const REPLAY_WEIGHT = 12_000;
/** Factor on the weight of an example whose label has none of the replay. */
const NEW_LABEL_EMPHASIS = 100;
/** Of the weights of a label that is new, towards none. */
const NEW_LABEL_PULL = 1;
/** Of all other weights, towards those of now. */
const PULL = 30;
/** Below the bias of the rarest label, a label begins that no picture has yet. */
const UNSEEN = 5;

export const PASSES = 20;

/** How strongly examples pull. */
export interface Strength {
  /** Of one example. */
  readonly weight: number;
  /** Share of the head's own answers in what the replayed pictures are to be. */
  readonly kept: number;
}

/** By label, how often it comes in life; empty where all are as likely. */
export type Prior = Readonly<Record<string, number>>;

/** Lets others have their turn. */
export type Breathe = () => Promise<void>;

export interface Fit {
  readonly head: Head;
  readonly bank: Bank;
  readonly prior: Prior;
  readonly examples: Examples;
  readonly strength: Strength;
  readonly passes: number;
  /** Factors on the weight of single examples. */
  readonly emphasis?: Float64Array;
  /** An earlier fit of the same examples. */
  readonly start?: Head | null;
  readonly breathe: Breathe;
}

export async function refit(fit: Fit): Promise<Head> {
  const { head, bank, examples, strength, emphasis } = fit;
  const grown = growth(head, examples);
  const shown = shownIn(examples, grown.labels);
  const teaches = linkOf(head).teaches(shown);
  const taught = subsetOf(examples, teaches);
  const rows = [...teaches.keys()].filter((row) => teaches[row]);
  const wanted = rowsOf({ ...shown, data: Float32Array.from(shown.data) }, rows);
  const weights = rows.map((row) => {
    const isNew = rowOf(wanted, rows.indexOf(row)).subarray(head.labels.length).includes(1);
    return strength.weight * (emphasis?.[row] ?? 1) * (isNew ? NEW_LABEL_EMPHASIS : 1);
  });
  const replayed = replayedAs(head, bank, grown.labels.length, strength.kept);
  return solved(grown, fit.start ?? grown, {
    embeddings: stacked(bank.replay.embeddings, taught.embeddings),
    wanted: stacked(replayed, wanted),
    weights: Float32Array.from([...replayWeights(head, bank, fit.prior), ...weights]),
    pulls: grown.labels.map((_, label) => (label < head.labels.length ? PULL : NEW_LABEL_PULL)),
    passes: fit.passes,
    breathe: fit.breathe,
  });
}

/** Rows for labels that the head lacks, which no picture has yet. */
function growth(head: Head, examples: Examples): Head {
  const added = newLabelsOf(examples, head.labels);
  if (added.length === 0) return head;
  const { weight, bias, thresholds, sharpness, shift } = head;
  const least = Math.fround(Math.min(...bias) - UNSEEN);
  return {
    ...head,
    labels: [...head.labels, ...added],
    weight: stacked(weight, matrix(added.length, weight.columns)),
    bias: Float32Array.from([...bias, ...added.map(() => least)]),
    thresholds: Float64Array.from([...thresholds, ...added.map(() => median(thresholds))]),
    sharpness: longer(head, sharpness, added.length, 1),
    shift: longer(head, shift, added.length, 0),
  };
}

/** One number a label, with more; or one for all, as it is. */
function longer({ task }: Head, numbers: Float32Array, more: number, value: number): Float32Array {
  if (task === "one") return numbers;
  return Float32Array.from([...numbers, ...Array<number>(more).fill(value)]);
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}

/**
 * What the replayed pictures are to be. What is not known of a picture is to stay as the head has
 * it; a label that is new, not shown.
 */
function replayedAs(head: Head, { replay }: Bank, labels: number, kept: number): Matrix {
  const { wanted, known } = linkOf(head).truth(replay.labels, labels);
  const own = probabilitiesOf({ ...head, ...uncalibrated(head) }, replay.embeddings);
  for (let row = 0; row < wanted.rows; row += 1) {
    for (let label = 0; label < labels; label += 1) {
      const place = row * labels + label;
      const before = label < own.columns ? (own.data[row * own.columns + label] ?? 0) : 0;
      const truth = wanted.data[place] ?? 0;
      wanted.data[place] = known.data[place] === 1 ? kept * before + (1 - kept) * truth : before;
    }
  }
  return wanted;
}

function uncalibrated({ sharpness, shift }: Head): Pick<Head, "sharpness" | "shift"> {
  return { sharpness: sharpness.map(() => 1), shift: shift.map(() => 0) };
}

/** The weight of each replayed picture: as often as its label comes in life. */
function replayWeights(head: Head, { replay }: Bank, prior: Prior): Float64Array {
  const { count, columns, values } = replay.labels;
  if (columns > 0) return new Float64Array(count).fill(REPLAY_WEIGHT / count);
  const counts = head.labels.map(() => 0);
  for (let row = 0; row < count; row += 1)
    counts[values[row] ?? 0] = (counts[values[row] ?? 0] ?? 0) + 1;
  const even = 1 / head.labels.length;
  const shares = head.labels.map(
    (label, place) =>
      (Object.hasOwn(prior, label) ? (prior[label] ?? 0) : even) / Math.max(counts[place] ?? 0, 1),
  );
  const each = Float64Array.from({ length: count }, (_, row) => shares[values[row] ?? 0] ?? 0);
  const whole = each.reduce((sum, share) => sum + share, 0);
  return each.map((share) => (REPLAY_WEIGHT * share) / whole);
}

interface Task {
  readonly embeddings: Matrix;
  readonly wanted: Matrix;
  readonly weights: Float32Array;
  /** One a label. */
  readonly pulls: readonly number[];
  readonly passes: number;
  readonly breathe: Breathe;
}

/** Weighted likelihood minus the pull, at its most. */
async function solved(anchor: Head, begin: Head, task: Task): Promise<Head> {
  const { wanted, weights, pulls } = task;
  const features = withOnes(task.embeddings);
  const [anchored, first] = [joined(anchor), joined(begin)];
  const { rows, columns } = anchored;
  const slopeAt = (place: Float64Array) => {
    const logits = timesTransposed(features, matrix(rows, columns, Float32Array.from(place)));
    let value = -linkOf(anchor).fit(logits, wanted, weights);
    const gradient = Float64Array.from(transposedTimes(logits, features).data);
    for (let at = 0; at < place.length; at += 1) {
      const pull = pulls[Math.floor(at / columns)] ?? 0;
      const change = (place[at] ?? 0) - (anchored.data[at] ?? 0);
      value += (pull / 2) * change * change;
      gradient[at] = (gradient[at] ?? 0) + pull * change;
    }
    return { value, gradient };
  };
  const found = await descend(slopeAt, Float64Array.from(first.data), task.passes, task.breathe);
  return { ...anchor, ...parted(matrix(rows, columns, Float32Array.from(found))) };
}

/** The constant as one more column. */
function joined({ weight, bias }: Head): Matrix {
  const whole = withOnes(weight);
  for (const [row, value] of bias.entries()) {
    whole.data[(row + 1) * whole.columns - 1] = value;
  }
  return whole;
}

function parted(whole: Matrix): Pick<Head, "weight" | "bias"> {
  const weight = matrix(whole.rows, whole.columns - 1);
  const bias = new Float32Array(whole.rows);
  for (let row = 0; row < whole.rows; row += 1) {
    const own = rowOf(whole, row);
    weight.data.set(own.subarray(0, -1), row * weight.columns);
    bias[row] = own.at(-1) ?? 0;
  }
  return { weight, bias };
}
