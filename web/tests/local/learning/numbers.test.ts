import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { descend } from "../../../src/local/learning/numbers/descent";
import { type Matrix, matrix } from "../../../src/local/learning/numbers/matrix";
import { narrow } from "../../../src/local/learning/numbers/narrowing";
import { timesTransposed, transposedTimes } from "../../../src/local/learning/numbers/product";
import { sha256 } from "../../../src/local/learning/sha256";

const breathe = () => Promise.resolve();
/** Of sums of some hundred numbers around 1, in float32. */
const NEAR = 1e-4;

/** The same numbers every time, between -1 and 1. */
function numbers(rows: number, columns: number): Matrix {
  let state = rows * 31 + columns;
  const data = Float32Array.from({ length: rows * columns }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 30 - 1;
  });
  return matrix(rows, columns, data);
}

const at = ({ columns, data }: Matrix, row: number, column: number) =>
  data[row * columns + column] ?? Number.NaN;

function offBy(found: Matrix, wanted: (row: number, column: number) => number): number {
  let worst = 0;
  for (let row = 0; row < found.rows; row += 1) {
    for (let column = 0; column < found.columns; column += 1) {
      worst = Math.max(worst, Math.abs(at(found, row, column) - wanted(row, column)));
    }
  }
  return worst;
}

const sum = (length: number, of: (place: number) => number) =>
  Array.from({ length }, (_, place) => of(place)).reduce((whole, part) => whole + part, 0);

describe.each([
  [1, 1, 1],
  [3, 5, 7],
  [4, 8, 8],
  [63, 129, 10],
  [64, 240, 94],
  [65, 241, 95],
  [200, 9, 1],
])("%i rows of %i and %i labels", (rows, width, labels) => {
  const [a, b, c] = [numbers(rows, width), numbers(labels, width), numbers(rows, labels)];

  test("times the other's rows", () => {
    const found = timesTransposed(a, b);
    expect([found.rows, found.columns]).toEqual([rows, labels]);
    const wanted = (row: number, column: number) =>
      sum(width, (place) => at(a, row, place) * at(b, column, place));
    expect(offBy(found, wanted)).toBeLessThan(NEAR);
  });

  test("turned, times the other", () => {
    const found = transposedTimes(c, a);
    expect([found.rows, found.columns]).toEqual([labels, width]);
    const wanted = (row: number, column: number) =>
      sum(rows, (place) => at(c, place, row) * at(a, place, column));
    expect(offBy(found, wanted)).toBeLessThan(NEAR);
  });
});

test("of nothing comes nothing", () => {
  expect(timesTransposed(matrix(0, 3), numbers(2, 3)).rows).toBe(0);
  expect([...transposedTimes(matrix(0, 2), matrix(0, 3)).data]).toEqual([0, 0, 0, 0, 0, 0]);
});

test("the way down a bent valley ends at its bottom", async () => {
  let looks = 0;
  const valley = (place: Float64Array) => {
    looks += 1;
    const [x = 0, y = 0] = place;
    const bend = y - x * x;
    return {
      value: (1 - x) ** 2 + 100 * bend * bend,
      gradient: Float64Array.of(-2 * (1 - x) - 400 * x * bend, 200 * bend),
    };
  };
  const [x, y] = await descend(valley, Float64Array.of(-1.2, 1), 200, breathe);
  expect(x).toBeCloseTo(1, 4);
  expect(y).toBeCloseTo(1, 4);
  // As many as SciPy's L-BFGS-B takes, or nearly.
  expect(looks).toBeGreaterThan(40);
  expect(looks).toBeLessThan(50);
});

test("where nothing is lower, nothing moves", async () => {
  const flat = () => ({ value: 1, gradient: Float64Array.of(0, 0) });
  expect([...(await descend(flat, Float64Array.of(3, 4), 5, breathe))]).toEqual([3, 4]);
  const lying = () => ({ value: 1, gradient: Float64Array.of(1, 0) });
  expect([...(await descend(lying, Float64Array.of(3, 4), 5, breathe))]).toEqual([3, 4]);
});

test.each([
  ["a parabola", (x: number) => (x - 0.7) ** 2, 0.7],
  ["a cosine", (x: number) => Math.cos(x), Math.PI],
  ["a slope", (x: number) => x, -3],
])("the lowest place of %s is found", (_, of, wanted) => {
  expect(Math.abs(narrow(of, -3, 5, 1e-6) - wanted)).toBeLessThan(1e-5);
});

test.each([0, 1, 55, 56, 63, 64, 65, 1000])("the hash of %i bytes", (length) => {
  const bytes = Uint8Array.from({ length }, (_, place) => place * 7);
  expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
});
