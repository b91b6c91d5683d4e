/** How far lines of text slope; see vistazo/runtime/text/skew.py. */

import { between, greatest, roundEven } from "./arrays/numbers";

/** Tangent of six degrees. */
const STEEPEST = 0.105;
/** Tangents of half a degree and of a tenth. */
const COARSE = 0.00875;
const FINE = 0.00175;
/** Height of a row of the profile, as a share of a letter. */
const BIN = 0.08;
const SAMPLE = 20_000;

/**
 * The slope along which points of ink gather in the fewest rows: a tangent, positive where lines
 * fall to the right; 0 where the ink is too narrow to tell. All in pixels.
 */
export function findSlope(x: Int32Array, y: Int32Array, letter: number): number {
  const [across, down] = x.length > SAMPLE ? sampled(x, y) : [x, y];
  if (across.length === 0) return 0;
  let [left, right] = [Number.POSITIVE_INFINITY, 0];
  for (const column of across) {
    left = Math.min(left, column);
    right = Math.max(right, column);
  }
  if (right - left < 3 * letter) return 0;
  const rows = new Float64Array(down.length);
  let best = 0;
  for (const [reach, step] of [
    [STEEPEST, COARSE],
    [COARSE, FINE],
  ] as const) {
    const most = roundEven(reach / step);
    const around = best;
    const tried = Array.from(
      { length: 2 * most + 1 },
      (_, place) => around + (place - most) * step,
    );
    const scores = tried.map((slope) => {
      for (let place = 0; place < rows.length; place += 1) {
        rows[place] = (down[place] ?? 0) - slope * (across[place] ?? 0);
      }
      // A narrow word says little about its slope, so level ones are preferred a little.
      return sharpness(rows, BIN * letter) * (1 - 2 * slope ** 2);
    });
    best = tried[greatest(scores)] ?? 0;
  }
  return best;
}

function sampled(x: Int32Array, y: Int32Array): readonly [Int32Array, Int32Array] {
  const chosen = Int32Array.from(between(0, x.length - 1, SAMPLE), Math.trunc);
  return [chosen.map((place) => x[place] ?? 0), chosen.map((place) => y[place] ?? 0)];
}

/** How unevenly points are spread over rows. */
function sharpness(rows: Float64Array, size: number): number {
  const high = Math.max(size, 0.5);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    if (row < least) least = row;
    if (row > most) most = row;
  }
  const counts = new Float64Array(Math.trunc((most - least) / high) + 1);
  for (const row of rows) {
    const bin = Math.trunc((row - least) / high);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  if (counts.length === 1) return (counts[0] ?? 0) ** 2;
  let sum = 0;
  for (let bin = 1; bin < counts.length; bin += 1) {
    sum += ((counts[bin] ?? 0) + (counts[bin - 1] ?? 0)) ** 2;
  }
  return sum;
}
