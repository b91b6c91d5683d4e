import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRight, outcomeOf } from "../../src/learning/outcome";
import { anAnswer } from "../answers";
import { aDoneJob, aJob, REFUSED } from "./examples";

const NEW = { model: "digits@000000000012" };
const RIGHT = anAnswer({ label: "7", ...NEW });
const WRONG = anAnswer({ label: "1", ...NEW });

describe("what became of a correction", () => {
  test("it was learned where a new version is live and reads it right", () => {
    const outcome = outcomeOf(["7"], aDoneJob(), RIGHT);
    expect(outcome).toEqual({ kind: "learned", fresh: { answer: RIGHT, number: 12 } });
  });

  test("it was not, where the new version reads it otherwise, whatever the job says", () => {
    expect(outcomeOf(["7"], aDoneJob(), WRONG).kind).toBe("notYet");
  });

  test("the number is told only of the version that answered", () => {
    const other = anAnswer({ label: "7", model: "digits@000000000013" });
    expect(outcomeOf(["7"], aDoneJob(), other).fresh.number).toBeNull();
  });

  test("a version that the gate turned down brings its decision along", () => {
    const job = aDoneJob({ promoted: false, decision: REFUSED });
    const old = anAnswer({ label: "1" });
    expect(outcomeOf(["7"], job, old)).toMatchObject({ kind: "refused", decision: REFUSED });
  });

  test("one that waits for a person is told by its number", () => {
    const job = aDoneJob({ promoted: false });
    const old = anAnswer({ label: "1" });
    expect(outcomeOf(["7"], job, old)).toMatchObject({ kind: "waiting", candidate: 12 });
  });

  test("what was made and is live already did not help", () => {
    expect(outcomeOf(["7"], aDoneJob({ promoted: false }), WRONG).kind).toBe("notYet");
  });

  test("what is right already needs no new version", () => {
    const job = aDoneJob({ promoted: false, decision: REFUSED });
    expect(outcomeOf(["7"], job, RIGHT).kind).toBe("right");
    expect(outcomeOf(["7"], null, RIGHT).kind).toBe("right");
  });

  test.each([
    ["failed", "No bank."],
    ["cancelled", ""],
  ] as const)("a job that %s learned nothing", (state, error) => {
    expect(outcomeOf(["7"], aJob({ state, error }), WRONG)).toMatchObject({
      kind: "unlearned",
      error,
    });
  });

  test("a job with nothing to learn learned nothing", () => {
    const job = aDoneJob({ model: null, number: null, promoted: false, decision: null });
    expect(outcomeOf(["7"], job, WRONG).kind).toBe("unlearned");
  });

  test("it never says learned of an answer that is not one of the labels", () => {
    const label = fc.constantFrom("0", "1", "7");
    const verdict = fc.constantFrom("sure", "unsure", "unknown");
    fc.assert(
      fc.property(fc.uniqueArray(label), label, verdict, (labels, said, verdict) => {
        const answer = anAnswer({ label: said, verdict: verdict as "sure", ...NEW });
        const { kind, fresh } = outcomeOf(labels, aDoneJob(), answer);
        const good = labels.length === 0 ? verdict === "unknown" : labels.includes(said);
        if (kind === "learned") expect(good).toBe(true);
        expect(fresh.answer).toBe(answer);
      }),
    );
  });
});

test("nothing known is right where there are no labels, and wrong where there are", () => {
  const unknown = anAnswer({ label: "7", verdict: "unknown" });
  expect(isRight(unknown, [])).toBe(true);
  expect(isRight(unknown, ["7"])).toBe(false);
  expect(isRight(RIGHT, [])).toBe(false);
});
