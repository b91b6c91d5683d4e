import { describe, expect, test } from "vitest";
import { day, oneOf, share, text, truth, viewIn } from "../../src/app/lists/useAddressed";

test.each([
  ["", null],
  ["abc", null],
  ["-1", null],
  ["1.5", null],
  ["NaN", null],
  ["0", 0],
  ["0.35", 0.35],
  ["1", 1],
] as const)("the share %j is %j", (given, value) => {
  expect(share(given)).toBe(value);
});

test.each([
  ["true", true],
  ["false", false],
  ["yes", null],
] as const)("the truth %j is %j", (given, value) => {
  expect(truth(given)).toBe(value);
});

test.each([
  ["2026-02-28", "2026-02-28"],
  ["28/2/2026", null],
] as const)("the day %j is %j", (given, value) => {
  expect(day(given)).toBe(value);
});

describe("a view in the address", () => {
  const USUAL: { label: string | null; sort: "up" | "down" } = { label: null, sort: "up" };
  const PARSERS = { label: text, sort: oneOf(["up", "down"]) };
  const view = (address: string) => viewIn(new URLSearchParams(address), "list", USUAL, PARSERS);

  test("is as usual where nothing is said", () => {
    expect(view("tab=list&label=7")).toEqual(USUAL);
  });

  test("is what is said under its own prefix", () => {
    expect(view("list.label=%26&list.sort=down")).toEqual({ label: "&", sort: "down" });
  });

  test("is as usual where what is said means nothing", () => {
    expect(view("list.label=&list.sort=sideways")).toEqual(USUAL);
  });
});
