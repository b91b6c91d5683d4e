import { expect, test } from "vitest";
import { isRefused, type Promotion, previousOf, type Version } from "../../src/learning/version";
import { APPROVED, REFUSED } from "./examples";

function aVersion(number: number, given: Partial<Version> = {}): Version {
  return {
    model: `digits@${number}`,
    number,
    createdAt: new Date(0),
    kind: "refit",
    profile: "",
    author: "",
    corrections: 1,
    decision: APPROVED,
    live: false,
    ...given,
  };
}

function aPromotion(number: number, previous: number | null): Promotion {
  return {
    action: "promote",
    model: `digits@${number}`,
    number,
    previous: previous === null ? null : `digits@${previous}`,
    author: "",
    reason: "",
    override: false,
    createdAt: new Date(0),
    profile: "",
  };
}

test("a roll-back leads to what was live before the version that is", () => {
  const list = {
    champion: "digits@3",
    mode: "automatic",
    versions: [aVersion(3), aVersion(2), aVersion(1)],
    log: [aPromotion(3, 1), aPromotion(1, 3), aPromotion(3, 2), aPromotion(1, null)],
  } as const;
  expect(previousOf(list)?.number).toBe(1);
  expect(previousOf({ ...list, champion: "digits@1" })?.number).toBe(3);
  expect(previousOf({ ...list, log: [] })).toBeUndefined();
});

test("only a decision against it refuses a version", () => {
  expect(isRefused(aVersion(1, { decision: null }))).toBe(false);
  expect(isRefused(aVersion(1))).toBe(false);
  expect(isRefused(aVersion(1, { decision: REFUSED }))).toBe(true);
});
