/** The ground under unevenly lit ink; the second half of vistazo/runtime/text/ink.py. */

import { uniformPlane } from "./arrays/filters";
import { between, roundEven } from "./arrays/numbers";
import type { Grey, Mask, Plane } from "./arrays/plane";
import { enlarge, enlargeMask, reduceGrey } from "./arrays/resize";
import { solve } from "./arrays/solve";
import { findSheet } from "./sheet";

/** Cells of the coarse picture's longer side, in which the ground is looked for. */
const GRID = 160;
/** Window of the ground's mean, as a share of each side; wider than any stroke. */
const WINDOW = 0.4;
/** The same of a narrow picture, as a share of its longer side. */
const LEAST_WINDOW = 0.1;
/** What is darker than this share of the darkest is left out of the ground's mean. */
const INKY = 0.3;
const ROUNDS = 3;
const TERMS = 6;

/** Grey levels above the ground, positive for ink; 0 beside the sheet of paper. */
export function aboveUnevenGround(page: Grey): Float32Array {
  const factor = Math.ceil(Math.max(page.width, page.height) / GRID);
  const { width, height, data } = factor > 1 ? reduceGrey(page, factor) : page;
  const coarse = { width, height, data: new Float64Array(data) };
  const sheet = findSheet(coarse);
  const { ground, sign } = groundOf(coarse, sheet);
  const fine = enlarge({ width, height, data: new Float32Array(ground) }, page);
  const above = fine.map((level, place) => sign * Math.fround((page.data[place] ?? 0) - level));
  if (sheet.data.includes(0)) {
    const paper = enlargeMask(sheet, page);
    for (let place = 0; place < above.length; place += 1) if (paper[place] === 0) above[place] = 0;
  }
  return above;
}

/** The ground, and 1 for lighter ink, -1 for darker. */
function groundOf(coarse: Plane<Float64Array>, sheet: Mask) {
  const { width, height, data } = coarse;
  const least = LEAST_WINDOW * Math.max(width, height);
  const side = (length: number) => Math.max(3, roundEven(Math.max(WINDOW * length, least)));
  const window = [side(height), side(width)] as const;
  const mean = (values: Float64Array) => uniformPlane({ width, height, data: values }, window);
  let bare = new Float64Array(sheet.data);
  let ground = bare;
  let sign = 1;
  for (let round = 0; round < ROUNDS; round += 1) {
    const even = surface(coarse, bare);
    const share = mean(bare);
    const local = mean(
      even.map((level, place) => ((data[place] ?? 0) - level) * (bare[place] ?? 0)),
    );
    ground = even.map((level, place) => {
      const weight = share[place] ?? 0;
      return weight > 1e-3 ? level + (local[place] ?? 0) / weight : level;
    });
    const rest = ground.map((level, place) => (data[place] ?? 0) - level);
    const onSheet = rest.filter((_, place) => sheet.data[place] === 1);
    // Ink is the smaller part of a page and far from its ground, so it makes the longer tail.
    sign = onSheet.reduce((all, value) => all + value ** 3, 0) >= 0 ? 1 : -1;
    const darkest = onSheet.reduce((most, value) => Math.max(most, sign * value), 1);
    bare = rest.map((value, place) =>
      sheet.data[place] === 1 && sign * value < INKY * darkest ? 1 : 0,
    );
  }
  return { ground, sign };
}

/** The quadratic surface nearest to values with weight 1. */
function surface({ width, height, data }: Plane<Float64Array>, weights: Float64Array) {
  const [across, down] = [between(-1, 1, width), between(-1, 1, height)];
  const terms = new Float64Array(TERMS);
  const look = (place: number) => {
    const x = across[place % width] ?? 0;
    const y = down[Math.floor(place / width)] ?? 0;
    terms.set([1, x, y, x * x, x * y, y * y]);
  };
  const sums = new Float64Array(TERMS * TERMS);
  const right = new Float64Array(TERMS);
  for (let place = 0; place < data.length; place += 1) {
    if (weights[place] !== 1) continue;
    look(place);
    for (let row = 0; row < TERMS; row += 1) {
      const term = terms[row] ?? 0;
      for (let column = 0; column < TERMS; column += 1) {
        const at = row * TERMS + column;
        sums[at] = (sums[at] ?? 0) + term * (terms[column] ?? 0);
      }
      right[row] = (right[row] ?? 0) + term * (data[place] ?? 0);
    }
  }
  const found = solve(rowsOf(sums), [...right]);
  return data.map((_, place) => {
    look(place);
    return terms.reduce((all, term, index) => all + term * (found[index] ?? 0), 0);
  });
}

function rowsOf(sums: Float64Array): readonly (readonly number[])[] {
  return Array.from({ length: TERMS }, (_, row) => [
    ...sums.subarray(row * TERMS, (row + 1) * TERMS),
  ]);
}
