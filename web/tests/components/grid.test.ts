import { expect, test } from "vitest";
import { walked } from "../../src/components/correction/grid";

/** Three in a row, then two that stand a little apart, then one. */
const SPOTS = [
  { left: 0, top: 0 },
  { left: 50, top: 0 },
  { left: 100, top: 1 },
  { left: 0, top: 40 },
  { left: 60, top: 40 },
  { left: 0, top: 90 },
];

test.each([
  [0, "ArrowRight", 1],
  [5, "ArrowRight", 5],
  [0, "ArrowLeft", 0],
  [2, "ArrowDown", 4],
  [0, "ArrowDown", 3],
  [4, "ArrowDown", 5],
  [5, "ArrowDown", 5],
  [4, "ArrowUp", 1],
  [1, "ArrowUp", 1],
  [3, "Home", 0],
  [3, "End", 5],
  [-1, "ArrowDown", 0],
  [-1, "ArrowUp", 5],
  [-1, "ArrowRight", 0],
  [0, "a", null],
])("from %i %s leads to %s", (from, key, to) => {
  expect(walked(SPOTS, from, key)).toBe(to);
});

test("without options no key leads anywhere", () => {
  expect(walked([], -1, "ArrowDown")).toBeNull();
});
