import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import {
  gaussianLine,
  gaussianPlane,
  uniformPlane,
} from "../../../src/local/reading/arrays/filters";
import { dilate, erode, fillHoles, label } from "../../../src/local/reading/arrays/label";
import {
  between,
  histogram,
  median,
  medianOfCounts,
  roundEven,
  selectGreatest,
} from "../../../src/local/reading/arrays/numbers";
import type { Plane } from "../../../src/local/reading/arrays/plane";
import { enlarge, enlargeMask, reduceGrey, shrink } from "../../../src/local/reading/arrays/resize";
import { solve } from "../../../src/local/reading/arrays/solve";

type Rows = readonly (readonly number[])[];

interface Case {
  readonly given: unknown;
  readonly by: unknown;
  readonly found: unknown;
}

const GOLDEN = resolve(import.meta.dirname, "../../../../tests/golden/arrays.json");
const golden = JSON.parse(readFileSync(GOLDEN, "utf8")) as Record<string, readonly Case[]>;

function planeOf<Data>(rows: unknown, make: (values: readonly number[]) => Data): Plane<Data> {
  const given = rows as Rows;
  return { width: given[0]?.length ?? 0, height: given.length, data: make(given.flat()) };
}

const bytes = (rows: unknown) => planeOf(rows, (values) => Uint8Array.from(values));
const singles = (rows: unknown) => planeOf(rows, (values) => Float32Array.from(values));
const doubles = (rows: unknown) => planeOf(rows, (values) => Float64Array.from(values));
const sizeOf = (by: unknown) => {
  const [width = 0, height = 0] = by as readonly number[];
  return { width, height };
};

const OPERATIONS: Readonly<Record<string, (given: unknown, by: unknown) => ArrayLike<number>>> = {
  "label corners": (given) => label(bytes(given), true).data,
  label: (given) => label(bytes(given), false).data,
  dilate: (given) => dilate(bytes(given)).data,
  erode: (given) => erode(bytes(given)).data,
  fillHoles: (given) => fillHoles(bytes(given)).data,
  gaussianPlane: (given, by) => gaussianPlane(singles(given), by as number),
  gaussianLine: (given, by) => gaussianLine(Float64Array.from(given as number[]), by as number),
  uniformPlane: (given, by) => uniformPlane(doubles(given), by as [number, number]),
  reduceGrey: (given, by) => reduceGrey(bytes(given), by as number).data,
  enlarge: (given, by) => enlarge(singles(given), sizeOf(by)),
  enlargeMask: (given, by) => enlargeMask(bytes(given), sizeOf(by)),
  shrink: (given, by) => shrink(bytes(given), sizeOf(by)).data,
  histogram: (given, by) => histogram(given as number[], by as number).counts,
  median: (given) => [median(given as number[])],
  selectGreatest: (given, by) => [
    selectGreatest(Float32Array.from(given as number[]), by as number),
  ],
  roundEven: (given) => (given as number[]).map(roundEven),
  between: (given) => between(...(given as [number, number, number])),
  solve: (given, by) => solve(given as Rows, by as number[]),
};

/** What adding up in another order moves. */
const ROUNDING = 1e-9;

describe.each(Object.entries(golden))("%s", (name, cases) => {
  test.each(cases.map((one, number) => [number, one] as const))("%i", (_, { given, by, found }) => {
    const wanted = [found as number[] | Rows].flat(2) as number[];
    const numbers = [...Array.from(OPERATIONS[name]?.(given, by) ?? [])];
    expect(numbers).toHaveLength(wanted.length);
    const off = numbers.map((value, place) => Math.abs(value - (wanted[place] ?? Number.NaN)));
    expect(Math.max(...off)).toBeLessThanOrEqual(ROUNDING);
  });
});

test("every operation has its numbers", () => {
  expect(Object.keys(golden)).toEqual(Object.keys(OPERATIONS));
});

test("the median of counted numbers is that of the numbers", () => {
  expect(medianOfCounts([0, 2, 0, 1])).toBe(1);
  expect(medianOfCounts([1, 0, 0, 1])).toBe(1.5);
  expect(medianOfCounts([0, 0, 4])).toBe(2);
});
