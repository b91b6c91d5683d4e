import { expect, test } from "vitest";
import { moved } from "../../src/components/reading/place";
import { aLine } from "../readings";

const LINES = [aLine("one two"), aLine("six")];

test.each([
  ["ArrowRight", [0, 0], [0, 1]],
  ["ArrowRight", [0, 6], [1, 0]],
  ["ArrowRight", [1, 2], [1, 2]],
  ["ArrowLeft", [1, 0], [0, 6]],
  ["ArrowLeft", [0, 0], [0, 0]],
  ["ArrowDown", [0, 5], [1, 2]],
  ["ArrowDown", [1, 1], [1, 1]],
  ["ArrowUp", [1, 1], [0, 1]],
  ["Home", [0, 4], [0, 0]],
  ["End", [0, 4], [0, 6]],
] as const)("%s leads from %j to %j", (key, [line, index], [toLine, toIndex]) => {
  expect(moved({ line, index }, key, LINES)).toEqual({ line: toLine, index: toIndex });
});

test("other keys lead nowhere", () => {
  expect(moved({ line: 0, index: 0 }, "a", LINES)).toBeNull();
});
