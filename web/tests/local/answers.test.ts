import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { judge } from "../../src/local/answers";
import { type Card, parseCard } from "../../src/local/card";

const GOLDEN = resolve(import.meta.dirname, "../../../tests/golden/answers.json");
/** What summing in another order moves. */
const ROUNDING = 1e-7;

interface Case {
  readonly given: readonly number[];
  readonly unlike: number;
  readonly prior: string | null;
  readonly threshold: number | null;
  readonly label: string;
  readonly labels: readonly string[];
  readonly confidence: number;
  readonly verdict: string;
  readonly novelty: number;
  readonly probabilities: readonly number[];
}

interface Golden {
  readonly cards: readonly { readonly card: string; readonly cases: readonly Case[] }[];
}

const { cards } = JSON.parse(readFileSync(GOLDEN, "utf8")) as Golden;
const [digits, , , photos] = cards.map(({ card }) => parseCard(card));

describe.each(cards)("like the server", ({ card, cases }) => {
  test.each(cases)("%#", (wanted) => {
    const found = { probabilities: wanted.given, novelty: wanted.unlike };
    const answer = judge(parseCard(card), found, wanted);
    expect(answer.labels).toEqual(wanted.labels);
    expect(answer.label).toBe(wanted.label);
    expect(answer.verdict).toBe(wanted.verdict);
    expect(answer.novelty).toBe(wanted.novelty);
    const off = answer.scores.map(({ probability }, index) =>
      Math.abs(probability - (wanted.probabilities[index] ?? Number.NaN)),
    );
    expect(Math.max(...off)).toBeLessThanOrEqual(ROUNDING);
    expect(Math.abs(answer.confidence - wanted.confidence)).toBeLessThanOrEqual(ROUNDING);
  });
});

function asked(card: Card | undefined, probabilities: readonly number[], novelty = 0) {
  if (!card) throw new Error("The golden file holds too few cards.");
  return () => judge(card, { probabilities, novelty }, { prior: null, threshold: null });
}

test("numbers that are no probabilities are no answer", () => {
  const even = Array(10).fill(0.1);
  expect(asked(digits, even)).not.toThrow();
  expect(asked(digits, Array(10).fill(Number.NaN))).toThrow("no probabilities");
  expect(asked(digits, [...even.slice(1), 1.1])).toThrow("1.1");
  expect(asked(digits, even.slice(1))).toThrow("no probabilities");
  expect(asked(digits, even, Number.NaN)).toThrow("no probability");
  expect(asked(photos, Array(5).fill(0), -0.1)).toThrow("-0.1");
});

test("a prior that the card does not have is named", () => {
  const found = { probabilities: Array(10).fill(0.1), novelty: 0 };
  const wishes = { prior: "none such", threshold: null };
  expect(() => judge(digits as Card, found, wishes)).toThrow(/"none such".*even, low, rising/);
});
