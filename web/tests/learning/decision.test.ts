import { expect, test } from "vitest";
import { type Check, objections } from "../../src/learning/decision";
import { REFUSED } from "./examples";

const check = (name: string, passed: boolean): Check => ({ name, passed, message: "", values: {} });
const names = (checks: readonly Check[]) =>
  objections({ ...REFUSED, checks }).map(({ name }) => name);

test("what was not passed is objected to", () => {
  expect(names([check("golden", true), check("flips", false), check("learned", false)])).toEqual([
    "flips",
    "learned",
  ]);
});

test("what was left out says why it was not learned", () => {
  const checks = [check("learned", false), check("golden", false), check("left_out", true)];
  expect(names(checks)).toEqual(["golden", "left_out"]);
});

test("where all was passed there is nothing to say", () => {
  expect(names([check("golden", true), check("learned", true)])).toEqual([]);
});
