import { describe, expect, test } from "vitest";
import { outcomeWords } from "../../src/components/correction/outcomeWords";
import { levelOf } from "../../src/components/photo/level";
import { announced, ranked } from "../../src/components/photo/sentence";
import { worthComparing } from "../../src/components/photo/worth";
import { en } from "../../src/i18n/en";
import { es } from "../../src/i18n/es";
import { createFormat } from "../../src/i18n/format";
import { anAnswer } from "../answers";

const ENGLISH = { language: "en", messages: en, format: createFormat("en") } as const;
const SPANISH = { language: "es", messages: es, format: createFormat("es") } as const;
const PICTURE = { kind: "file", file: new Blob() } as const;

function photo(labels: string[], shares: Record<string, number>) {
  const scores = Object.entries(shares).map(([label, probability]) => ({ label, probability }));
  return anAnswer({ task: "many", labels, label: labels[0] ?? "cat", scores });
}

test.each([
  [0.71, "likely"],
  [0.7, "perhaps"],
  [0.4, "perhaps"],
  [0.39, "unlikely"],
  [0, "unlikely"],
] as const)("%f is %s", (probability, level) => {
  expect(levelOf(probability)).toBe(level);
});

describe("a photo in words", () => {
  const answer = photo(["sofa", "cat"], { cat: 0.6, sofa: 0.9 });

  test("names all its labels in the page's language", () => {
    const state = { status: "answered", answer, picture: PICTURE } as const;
    expect(announced(state, ENGLISH)).toBe("Shows: sofa, cat. Sure about all labels.");
    expect(announced(state, SPANISH)).toContain("sofá, gato");
    const none = { ...state, answer: photo([], {}) } as const;
    expect(announced(none, ENGLISH)).toContain("None of its labels");
    expect(announced({ status: "looking" }, ENGLISH)).toBe("");
  });

  test("what the model says after learning comes with its own probabilities", () => {
    const outcome = { kind: "learned", fresh: { answer, number: 7 } } as const;
    expect(outcomeWords(outcome, "photos", ENGLISH)).toBe(
      "Learned: version 7 gives sofa (90.0%), cat (60.0%).",
    );
    const none = { kind: "right", fresh: { answer: photo([], {}), number: null } } as const;
    expect(outcomeWords(none, "photos", ENGLISH)).toContain("gives none of its labels");
  });

  test("its bars stand in the order of what is probable", () => {
    expect(ranked(answer, ["cat", "sofa"]).map(({ label }) => label)).toEqual(["sofa", "cat"]);
    expect(ranked(null, ["cat"])).toEqual([{ label: "cat", probability: null }]);
  });
});

test("two answers are compared by what either gives, then by what changed most", () => {
  const before = photo(["cat"], { cat: 0.9, dog: 0.1, bus: 0.2, car: 0.01 });
  const after = photo(["dog"], { cat: 0.3, dog: 0.8, bus: 0.6, car: 0.02, new: 0.3 });
  expect(worthComparing(before, after)).toEqual(["dog", "cat", "bus", "new", "car"]);
});
