import { describe, expect, test } from "vitest";
import { announcement, runnerUp, sentence } from "../../src/components/answer/sentence";
import { en } from "../../src/i18n/en";
import { es } from "../../src/i18n/es";
import { createFormat } from "../../src/i18n/format";
import { anAnswer } from "../answers";

const ENGLISH = { language: "en", messages: en, format: createFormat("en") } as const;

describe("an answer in words", () => {
  test("sure names the label", () => {
    expect(sentence(anAnswer(), en)).toBe("Looks like 7.");
    expect(sentence(anAnswer(), es)).toBe("Parece un 7.");
  });

  test("unsure names the two that it hesitates between", () => {
    expect(sentence(anAnswer({ verdict: "unsure" }), en)).toBe("Perhaps 7, perhaps 1.");
  });

  test("unknown says so before it names anything", () => {
    expect(sentence(anAnswer({ verdict: "unknown" }), es)).toMatch(/^Aquí no hay nada.*7\.$/);
  });

  test("a model with one label has no runner-up", () => {
    expect(runnerUp(anAnswer({ scores: [{ label: "7", probability: 1 }] }))).toBeUndefined();
  });
});

describe("what is read out", () => {
  test("an answer with its verdict and confidence", () => {
    expect(announcement({ status: "answered", answer: anAnswer() }, ENGLISH)).toBe(
      "7. Sure. Confidence 90.0%.",
    );
  });

  test("an unknown picture without a confidence that would mislead", () => {
    const answer = anAnswer({ verdict: "unknown" });
    expect(announcement({ status: "answered", answer }, ENGLISH)).not.toContain("%");
  });

  test("a failure in its own words, and nothing while there is nothing", () => {
    const failed = { status: "failed", failure: { kind: "away" }, retrying: true } as const;
    expect(announcement(failed, ENGLISH)).toBe(en.failures.away);
    expect(announcement({ status: "empty" }, ENGLISH)).toBe("");
    expect(announcement({ status: "looking" }, ENGLISH)).toBe("");
  });
});
