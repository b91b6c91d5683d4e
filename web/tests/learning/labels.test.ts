import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesOf, sameLabels, toggledLabel } from "../../src/learning/labels";
import { isRight, outcomeOf } from "../../src/learning/outcome";
import { anAnswer } from "../answers";
import { aDoneJob } from "./examples";

const some = fc.uniqueArray(fc.constantFrom("cat", "dog", "bus", "car"));

describe("sets of labels", () => {
  test("are the same in whatever order", () => {
    expect(sameLabels(["a", "b"], ["b", "a"])).toBe(true);
    expect(sameLabels([], [])).toBe(true);
    expect(sameLabels(["a"], ["a", "b"])).toBe(false);
    expect(sameLabels(["a", "b"], ["a", "c"])).toBe(false);
  });

  test("toggled twice are what they were", () => {
    fc.assert(
      fc.property(some, fc.constantFrom("cat", "dog"), (labels, label) => {
        const once = toggledLabel(labels, label);
        expect(once.includes(label)).toBe(!labels.includes(label));
        expect(sameLabels(toggledLabel(once, label), labels)).toBe(true);
      }),
    );
  });

  test("changes lead from one to the other", () => {
    fc.assert(
      fc.property(some, some, (before, after) => {
        const changes = changesOf(before, after);
        const of = (...kinds: string[]) =>
          changes.filter(({ kind }) => kinds.includes(kind)).map(({ label }) => label);
        expect(sameLabels(of("kept", "removed"), before)).toBe(true);
        expect(sameLabels(of("kept", "added"), after)).toBe(true);
      }),
    );
  });
});

describe("an answer with many labels", () => {
  test("is right only with exactly these, whatever its verdict", () => {
    fc.assert(
      fc.property(
        some,
        some,
        fc.constantFrom("sure", "unsure", "unknown"),
        (given, said, verdict) => {
          const answer = anAnswer({ task: "many", labels: given, verdict: verdict as "sure" });
          expect(isRight(answer, said)).toBe(sameLabels(given, said));
        },
      ),
    );
  });

  test("that none of the labels fits can be learned", () => {
    const answer = anAnswer({ task: "many", labels: [], model: "digits@000000000012" });
    expect(outcomeOf([], aDoneJob(), answer).kind).toBe("learned");
    const other = anAnswer({ task: "many", labels: ["dog"], model: "digits@000000000012" });
    expect(outcomeOf([], aDoneJob(), other).kind).toBe("notYet");
  });
});
