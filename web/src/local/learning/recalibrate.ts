/** What depends on the last layer, fitted again; see vistazo/learning/recalibrate.py. */

import type { Bank } from "./bank";
import { type Examples, shownIn, subsetOf } from "./examples";
import { type Head, linkOf, logitsOf, noveltiesOf, noveltyFeatures } from "./head";
import { descend } from "./numbers/descent";
import { type Matrix, matrix, rowOf, stacked, withOnes } from "./numbers/matrix";
import { timesTransposed, transposedTimes } from "./numbers/product";
import type { Breathe } from "./refit";

/** Share of real held-out pictures whose novelty lies under the threshold. */
const ACCEPTED = 0.99;
const NOVELTY_PULL = 0.0003;
/** Of an example, where each held-out picture weighs 1; together no more than all of those. */
const NOVELTY_WEIGHT = 100;
const PASSES = 20;
const STEEPEST = 60;

/** Fits temperature and novelty for new weights, on pictures neither replayed nor golden. */
export async function recalibrate(
  head: Head,
  bank: Bank,
  examples: Examples,
  breathe: Breathe,
): Promise<Head> {
  const { embeddings, labels } = bank.calibration;
  const known = linkOf(head).teaches(shownIn(examples, head.labels));
  const temperature = linkOf(head).temperature(logitsOf(head, embeddings), labels);
  await breathe();
  const sharpness = temperature === null ? head.sharpness : Float32Array.of(1 / temperature);
  const strange = known.map((one) => !one);
  const moved = {
    ...head,
    sharpness,
    ...(await fitNovelty(
      head,
      [embeddings, subsetOf(examples, known).embeddings],
      [bank.outliers, subsetOf(examples, strange).embeddings],
      breathe,
    )),
  };
  return { ...moved, noveltyThreshold: lowest(noveltiesOf(moved, embeddings), ACCEPTED) };
}

/** What the bank holds of one side, and the examples. */
type Side = readonly [Matrix, Matrix];

/**
 * Logistic regression that tells others from real pictures, pulled towards what there is; both
 * sides weigh the same.
 */
async function fitNovelty(head: Head, real: Side, other: Side, breathe: Breathe) {
  const parts = [...real, ...other];
  const features = stacked(...parts.map((part) => noveltyFeatures(part, logitsOf(head, part))));
  const signs = parts.flatMap(({ rows }, part) => Array<number>(rows).fill(part < 2 ? -1 : 1));
  const shares = [...sharesOf(real), ...sharesOf(other)];
  const spread = spreadOf(features);
  const scaled = withOnes(divided(features, spread));
  const start = Float64Array.from([
    ...head.noveltyWeight.map((value, place) => value * (spread[place] ?? 1)),
    head.noveltyBias,
  ]);
  const slopeAt = (place: Float64Array) => {
    const margins = timesTransposed(scaled, matrix(1, place.length, Float32Array.from(place))).data;
    let value = 0;
    const slopes = margins.map((margin, row) => {
      const [sign, share] = [signs[row] ?? 0, shares[row] ?? 0];
      const right = sign * margin;
      value += share * (Math.max(0, -right) + Math.log1p(Math.exp(-Math.abs(right))));
      return (-share * sign) / (1 + Math.exp(Math.min(STEEPEST, Math.max(-STEEPEST, right))));
    });
    const sums = transposedTimes(matrix(scaled.rows, 1, slopes), scaled).data;
    const gradient = Float64Array.from(place, (at, index) => {
      const change = at - (start[index] ?? 0);
      value += (NOVELTY_PULL / 2) * change * change;
      return (sums[index] ?? 0) + NOVELTY_PULL * change;
    });
    return { value, gradient };
  };
  const found = await descend(slopeAt, start, PASSES, breathe);
  return {
    noveltyWeight: Float32Array.from(spread, (by, place) => (found[place] ?? 0) / by),
    noveltyBias: found.at(-1) ?? 0,
  };
}

/** Weights of one side of the regression, 0.5 together. */
function sharesOf([kept, examples]: Side): readonly number[] {
  const each = Math.min(NOVELTY_WEIGHT, kept.rows / Math.max(1, examples.rows));
  const whole = 2 * (kept.rows + each * examples.rows);
  return [
    ...Array<number>(kept.rows).fill(1 / whole),
    ...Array<number>(examples.rows).fill(each / whole),
  ];
}

/** The standard deviation of each column, summed in float32 as the server does. */
function spreadOf(features: Matrix): Float32Array {
  const { rows, columns } = features;
  const means = new Float32Array(columns);
  for (let row = 0; row < rows; row += 1) add(means, rowOf(features, row));
  for (let place = 0; place < columns; place += 1) means[place] = (means[place] ?? 0) / rows;
  const squares = new Float32Array(columns);
  for (let row = 0; row < rows; row += 1) {
    const own = rowOf(features, row);
    add(
      squares,
      own.map((value, place) => value - (means[place] ?? 0)).map((off) => off * off),
    );
  }
  return squares.map((square) => Math.fround(Math.sqrt(Math.fround(square / rows))) + 1e-6);
}

function add(sums: Float32Array, values: Float32Array): void {
  for (let place = 0; place < sums.length; place += 1) {
    sums[place] = (sums[place] ?? 0) + (values[place] ?? 0);
  }
}

function divided({ rows, columns, data }: Matrix, by: Float32Array): Matrix {
  return matrix(
    rows,
    columns,
    data.map((value, place) => value / (by[place % columns] ?? 1)),
  );
}

/** The smallest of the values that so many of them do not exceed. */
function lowest(values: Float32Array, share: number): number {
  const rank = Math.ceil(share * values.length - 1e-9);
  return values.toSorted()[Math.max(rank, 1) - 1] ?? 1;
}
