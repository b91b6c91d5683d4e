/** A picture has one label: the probabilities of all sum to 1. */

import { eachRow, flags, flagsOf, type Link } from "./link";
import { type Matrix, matrix, rowOf } from "./numbers/matrix";
import { narrow } from "./numbers/narrowing";

const TEMPERATURES = [0.05, 20] as const;
const NEAR = 1e-6;

export const ONE: Link = {
  toProbabilities(logits) {
    for (let row = 0; row < logits.rows; row += 1) toShares(rowOf(logits, row));
  },
  truth({ count, values }, labels) {
    const wanted = matrix(count, labels);
    for (let row = 0; row < count; row += 1) wanted.data[row * labels + (values[row] ?? 0)] = 1;
    const known = flags(count, labels);
    known.data.fill(1);
    return { wanted, known };
  },
  /** Those that show a label; of the others only novelty learns. */
  teaches: (shown) => eachRow(shown.rows, (row) => flagsOf(shown, row).includes(1)),
  fit(logits, wanted, weights) {
    let found = 0;
    for (let row = 0; row < logits.rows; row += 1) {
      found +=
        (weights[row] ?? 0) * fitShares(rowOf(logits, row), rowOf(wanted, row), weights[row] ?? 0);
    }
    return found;
  },
  /** The most probable one. */
  given(probabilities) {
    const found = flags(probabilities.rows, probabilities.columns);
    for (let row = 0; row < found.rows; row += 1) {
      flagsOf(found, row)[bestOf(rowOf(probabilities, row))] = 1;
    }
    return found;
  },
  right: (given, { wanted }) =>
    eachRow(given.rows, (row) => {
      const truth = rowOf(wanted, row);
      return flagsOf(given, row).every((one, label) => (one === 1) === (truth[label] ?? 0) > 0.5);
    }),
  chances: (probabilities, { wanted }) =>
    Float32Array.from(
      eachRow(wanted.rows, (row) => product(rowOf(probabilities, row), rowOf(wanted, row))),
    ),
  /** The share that is right. */
  score: (right) => right.filter(Boolean).length / right.length,
  claims(probabilities, truth) {
    const given = ONE.given(probabilities, new Float64Array());
    const confidence = eachRow(given.rows, (row) => {
      const shares = rowOf(probabilities, row);
      return Math.min(1, Math.max(0, shares[bestOf(shares)] ?? 0));
    });
    return { confidence: Float32Array.from(confidence), cameTrue: ONE.right(given, truth) };
  },
  /** By the Brier score, in which a wrong label counts no more than any other mistake. */
  temperature(logits, { values }) {
    const loss = (log: number) => brier(logits, values, Math.exp(-log));
    return Math.exp(narrow(loss, Math.log(TEMPERATURES[0]), Math.log(TEMPERATURES[1]), NEAR));
  },
};

/** One row's log-likelihood; the logits become `weight` times what the answer is off by. */
function fitShares(row: Float32Array, wanted: Float32Array, weight: number): number {
  const highest = row[bestOf(row)] ?? 0;
  let [likely, total] = [0, 0];
  for (let label = 0; label < row.length; label += 1) {
    const logit = (row[label] ?? 0) - highest;
    const share = Math.exp(logit);
    likely += (wanted[label] ?? 0) * logit;
    total += share;
    row[label] = share;
  }
  for (let label = 0; label < row.length; label += 1) {
    row[label] = ((row[label] ?? 0) / total - (wanted[label] ?? 0)) * weight;
  }
  return likely - Math.log(total);
}

function brier(logits: Matrix, labels: ArrayLike<number>, inverse: number): number {
  let loss = 0;
  for (let row = 0; row < logits.rows; row += 1) {
    const scores = rowOf(logits, row);
    const highest = scores[bestOf(scores)] ?? 0;
    let [total, squares] = [0, 0];
    for (let label = 0; label < scores.length; label += 1) {
      const weight = Math.exp(((scores[label] ?? 0) - highest) * inverse);
      total += weight;
      squares += weight * weight;
    }
    const own = Math.exp(((scores[labels[row] ?? 0] ?? 0) - highest) * inverse);
    loss += squares / (total * total) - (2 * own) / total;
  }
  return loss / logits.rows;
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place += 1) sum += (a[place] ?? 0) * (b[place] ?? 0);
  return sum;
}

function bestOf(row: Float32Array): number {
  let best = 0;
  for (let place = 1; place < row.length; place += 1) {
    if ((row[place] ?? 0) > (row[best] ?? 0)) best = place;
  }
  return best;
}

function toShares(row: Float32Array): void {
  const highest = row[bestOf(row)] ?? 0;
  let sum = 0;
  for (let place = 0; place < row.length; place += 1) {
    const value = Math.fround(Math.exp((row[place] ?? 0) - highest));
    row[place] = value;
    sum += value;
  }
  for (let place = 0; place < row.length; place += 1) row[place] = (row[place] ?? 0) / sum;
}
