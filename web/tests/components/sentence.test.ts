import { describe, expect, test } from "vitest";
import { announcement, ranked, runnerUp, sentence } from "../../src/components/answer/sentence";
import { en } from "../../src/i18n/en";
import { es } from "../../src/i18n/es";
import { createFormat } from "../../src/i18n/format";
import { anAnswer } from "../answers";

const PICTURE = { kind: "grey", width: 1, height: 1, pixels: new Uint8Array(1) } as const;
const ENGLISH = { language: "en", messages: en, format: createFormat("en") } as const;

describe("an answer in words", () => {
  test("sure names the label", () => {
    expect(sentence(anAnswer(), "digit", en)).toBe("Looks like 7.");
    expect(sentence(anAnswer(), "digit", es)).toBe("Parece un 7.");
  });

  test("unsure names the two that it hesitates between", () => {
    expect(sentence(anAnswer({ verdict: "unsure" }), "digit", en)).toBe("Perhaps 7, perhaps 1.");
  });

  test("unsure names no second one that is far-fetched", () => {
    const scores = [
      { label: "7", probability: 0.97 },
      { label: "1", probability: 0.03 },
    ];
    const answer = anAnswer({ verdict: "unsure", scores });
    expect(sentence(answer, "digit", en)).toBe("Probably 7.");
  });

  test("unknown says so before it names anything", () => {
    expect(sentence(anAnswer({ verdict: "unknown" }), "digit", es)).toMatch(
      /^Aquí no hay nada.*7\.$/,
    );
  });

  test("a model with one label has no runner-up", () => {
    expect(runnerUp(anAnswer({ scores: [{ label: "7", probability: 1 }] }))).toBeUndefined();
  });
});

describe("a character in words", () => {
  const answer = anAnswer({
    label: "O",
    verdict: "unsure",
    scores: [
      { label: "O", probability: 0.6 },
      { label: ",", probability: 0.4 },
    ],
  });

  test("has its name beside it, because o, O and 0 look alike", () => {
    expect(sentence(answer, "character", en)).toBe("Perhaps O (capital O), perhaps , (comma).");
    expect(sentence(answer, "character", es)).toBe("Quizá O (O mayúscula), quizá , (coma).");
  });

  test("is called by its name when read out", () => {
    const state = { status: "answered", answer, picture: PICTURE } as const;
    expect(announcement(state, "character", ENGLISH)).toBe("capital O. Unsure. Confidence 90.0%.");
  });

  test.each(["character", "other"] as const)(
    "a wrong %s is not called a wrong digit",
    (subject) => {
      const answer = anAnswer({ label: "cat", verdict: "unknown" });
      const state = { status: "answered", answer, picture: PICTURE } as const;
      for (const messages of [en, es]) {
        expect(sentence(answer, subject, messages)).not.toMatch(/digit|dígito/i);
        expect(announcement(state, subject, { ...ENGLISH, messages })).not.toMatch(/digit|dígito/i);
      }
    },
  );
});

describe("the best few of many", () => {
  test("come best first, the model's order deciding between equals", () => {
    const scores = ["a", "b", "c", "d"].map((label, index) => ({
      label,
      probability: [0.1, 0.4, 0.1, 0.4][index] ?? 0,
    }));
    expect(ranked(scores, 3).map(({ label }) => label)).toEqual(["b", "d", "a"]);
  });

  test("are empty places until there is an answer", () => {
    const waiting = [{ label: "a", probability: null }];
    expect(ranked(waiting, 2)).toEqual(Array(2).fill({ label: "", probability: null }));
  });
});

describe("what is read out", () => {
  test("an answer with its verdict and confidence", () => {
    expect(
      announcement({ status: "answered", answer: anAnswer(), picture: PICTURE }, "digit", ENGLISH),
    ).toBe("7. Sure. Confidence 90.0%.");
  });

  test("an unknown picture without a confidence that would mislead", () => {
    const answer = anAnswer({ verdict: "unknown" });
    expect(
      announcement({ status: "answered", answer, picture: PICTURE }, "digit", ENGLISH),
    ).not.toContain("%");
  });

  test("a failure in its own words, and nothing while there is nothing", () => {
    const failed = { status: "failed", failure: { kind: "away" }, retrying: true } as const;
    expect(announcement(failed, "digit", ENGLISH)).toBe(en.failures.away);
    expect(announcement({ status: "empty" }, "digit", ENGLISH)).toBe("");
    expect(announcement({ status: "looking" }, "digit", ENGLISH)).toBe("");
  });
});
