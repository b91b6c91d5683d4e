/**
 * Where lines lie on a levelled page: the rows that hold much ink, and those between them. See
 * vistazo/runtime/text/rows.py.
 */

import { gaussianLine } from "./arrays/filters";
import { least, median, roundEven } from "./arrays/numbers";

/** Standard deviation of the profile's smoothing, in letters. */
const SMOOTH = 0.18;
/** Two rows of ink are one line if the profile between them stays above this share of the lower. */
const VALLEY = 0.55;
/** So they are if they are nearer than this, in letters. */
const NEAR = 0.6;
/** A piece at least this high, in letters, is a letter; others belong to one. */
const BODY = 0.4;
/** Letters whose middles are this far apart, in letters, and that stand above each other … */
const BELOW = 0.8;
/** … or overlap by less than this, … */
const TOUCH = 0.15;
/** … and are at least this wide, … */
const WIDE = 0.3;
/** … are of two lines, if there are so many of them. */
const STACKS = 2;
const MOST_LETTERS = 1000;

/** A piece of ink on the levelled page, in pixels. */
export interface LevelPiece {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Row of the centre of mass. */
  readonly middle: number;
}

/** The lines of a levelled page. */
export interface Rows {
  /** Ascending. */
  readonly middles: readonly number[];
  /** Rows between them, one less. */
  readonly cuts: readonly number[];
}

/** Whether it is a letter, rather than a dot, an accent or a dash. */
export function isBody({ top, bottom }: LevelPiece, letter: number): boolean {
  return bottom - top >= BODY * letter;
}

/** `level` is the row of each pixel of ink, `letter` the size of a letter. */
export function findRows(level: Float64Array, pieces: readonly LevelPiece[], letter: number): Rows {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of level) {
    if (row < lowest) lowest = row;
    if (row > highest) highest = row;
  }
  const start = Math.floor(lowest);
  // A row of nothing before and after.
  const counts = new Float64Array(Math.trunc(highest - start) + 3);
  for (const row of level) {
    const place = Math.trunc(row - start) + 1;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const profile = gaussianLine(counts, Math.max(SMOOTH * letter, 0.5));
  const peaks = peaksOf(profile, letter);
  const offset = start - 1;
  const cuts = peaks.slice(1).map((other, place) => least(profile, peaks[place], other) + offset);
  const middles = peaks.map((peak) => peak + offset);
  return partStacks({ middles, cuts }, { pieces, letter, profile, offset });
}

function peaksOf(profile: Float64Array, letter: number): number[] {
  const at = (row: number) => profile[row] ?? 0;
  const peaks: number[] = [];
  for (let row = 1; row + 1 < profile.length; row += 1) {
    if (at(row) > at(row - 1) && !(at(row + 1) > at(row))) peaks.push(row);
  }
  let place = 0;
  while (place + 1 < peaks.length) {
    const [one, other] = [peaks[place] ?? 0, peaks[place + 1] ?? 0];
    const lower = Math.min(at(one), at(other));
    const valley = at(least(profile, one, other));
    if (other - one >= NEAR * letter && valley <= VALLEY * lower) {
      place += 1;
      continue;
    }
    peaks.splice(at(one) < at(other) ? place : place + 1, 1);
    place = Math.max(place - 1, 0);
  }
  return peaks;
}

interface Page {
  readonly pieces: readonly LevelPiece[];
  readonly letter: number;
  readonly profile: Float64Array;
  /** The row that the profile begins with. */
  readonly offset: number;
}

/** Parts what the profile took for one line though letters stand above each other in it. */
function partStacks({ middles, cuts }: Rows, { pieces, letter, profile, offset }: Page): Rows {
  const bounds = [Number.NEGATIVE_INFINITY, ...cuts, Number.POSITIVE_INFINITY];
  // The dots of some hands are strokes as high as letters, but thin.
  const large = pieces.filter(
    (piece) => isBody(piece, letter) && piece.right - piece.left >= WIDE * letter,
  );
  const parted = middles.flatMap((middle, place) => {
    const [top = 0, bottom = 0] = bounds.slice(place, place + 2);
    const inside = large.filter((piece) => piece.middle > top && piece.middle <= bottom);
    const stacked = [...stacks(inside.slice(0, MOST_LETTERS), letter)];
    if (stacked.length < STACKS) return [middle];
    return [median(stacked.map(([upper]) => upper)), median(stacked.map(([, lower]) => lower))];
  });
  const places = parted.map((middle) => roundEven(middle - offset));
  return {
    middles: parted,
    cuts: places.slice(1).map((other, place) => least(profile, places[place], other + 1) + offset),
  };
}

/** Middles of letters that stand above each other, the upper one first. */
function* stacks(letters: readonly LevelPiece[], letter: number): Generator<[number, number]> {
  const order = letters.toSorted((a, b) => a.left - b.left);
  for (const [place, one] of order.entries()) {
    for (let next = place + 1; next < order.length; next += 1) {
      const other = order[next];
      if (!other || other.left >= one.right) break;
      const shared = Math.min(one.right, other.right) - other.left;
      const narrow = Math.min(one.right - one.left, other.right - other.left);
      const [upper, lower] = other.middle < one.middle ? [other, one] : [one, other];
      const apart = lower.middle - upper.middle;
      const overlap = upper.bottom - lower.top;
      if (shared >= 0.5 * narrow && apart >= BELOW * letter && overlap <= TOUCH * letter) {
        yield [upper.middle, lower.middle];
      }
    }
  }
}
