import { describe, expect, test } from "vitest";
import { outcomeWords, stepDetail, stepWords } from "../../src/components/correction/outcomeWords";
import { en } from "../../src/i18n/en";
import { es } from "../../src/i18n/es";
import { createFormat } from "../../src/i18n/format";
import type { Flow, Step } from "../../src/learning/flow";
import type { Fresh } from "../../src/learning/outcome";
import { anAnswer } from "../answers";
import { REFUSED } from "../learning/examples";

const ENGLISH = { messages: en, format: createFormat("en") };
const SPANISH = { messages: es, format: createFormat("es") };
const FRESH: Fresh = { answer: anAnswer({ label: "7", confidence: 0.934 }), number: 12 };
const OLD: Fresh = { answer: anAnswer({ label: "1", confidence: 0.6 }), number: null };

const PICTURE = { kind: "grey", width: 1, height: 1, pixels: new Uint8Array(1) } as const;

function aFlow(step: Step): Flow {
  const about = { id: "a", about: null, picture: PICTURE, labels: ["7"] };
  return { ...about, kind: "corrected", recognizer: "digits", step };
}

function said(outcome: Parameters<typeof outcomeWords>[0], locale = ENGLISH): string {
  return outcomeWords(outcome, "digits", locale).replace(/\s/g, " ");
}

describe("what became of a correction", () => {
  test("names the version, its label and its own confidence", () => {
    expect(said({ kind: "learned", fresh: FRESH })).toBe(
      "Learned: version 12 reads it as 7 (93.4%).",
    );
    expect(said({ kind: "learned", fresh: FRESH }, SPANISH)).toBe(
      "Aprendido: la versión 12 lo lee como 7 (93,4 %).",
    );
  });

  test("says what the gate objected to, and what holds until then", () => {
    const text = said({ kind: "refused", fresh: OLD, decision: REFUSED });
    expect(text).toContain(
      "Not learned yet: the live version reads it as 1 (60.0%). The gate said no.",
    );
    expect(text).toContain("gained on the live version: 1, lost: 9");
    expect(text).toContain("0.012");
    expect(text).not.toContain("Corrected pictures that would be wrong again");
  });

  test("never says learned where the picture is still read otherwise", () => {
    for (const kind of ["notYet", "unlearned"] as const) {
      const text = said({ kind, fresh: OLD, error: "", decision: null });
      expect(text).not.toMatch(/^Learned/);
      expect(text).toContain("reads it as 1 (60.0%)");
    }
  });

  test("a version that waits is named beside the one that answers", () => {
    const text = said({ kind: "waiting", fresh: OLD, candidate: 13 });
    expect(text).toContain("version 13 passed the gate");
    expect(text).toContain("the live version reads it as 1");
  });

  test("what is not recognised has no label and no confidence", () => {
    const fresh = { answer: anAnswer({ verdict: "unknown" }), number: 12 };
    expect(said({ kind: "learned", fresh })).toBe("Learned: version 12 does not recognise it.");
  });

  test("characters are named", () => {
    const scores = [
      { label: "o", probability: 0.2 },
      { label: "O", probability: 0.8 },
    ];
    const answer = anAnswer({ label: "O", confidence: 0.8, scores });
    const text = outcomeWords(
      { kind: "right", fresh: { answer, number: 3 } },
      "characters",
      ENGLISH,
    );
    expect(text).toContain("O (capital O)");
  });
});

describe("a correction on its way", () => {
  test("tells why it is not saved, and keeps the server's words apart", () => {
    const failure = { kind: "problem", type: "x", status: 422, title: "", detail: "No." } as const;
    const flow = aFlow({ kind: "unsaved", failure });
    expect(stepWords(flow, SPANISH)).toBe(`Aún sin guardar. ${es.failures.unexpected}`);
    expect(stepDetail(flow, SPANISH)).toBe("No.");
  });

  test("tells why nothing was learned in the server's words alone", () => {
    const outcome = { kind: "unlearned", fresh: OLD, error: "No bank." } as const;
    expect(stepDetail(aFlow({ kind: "over", outcome }), SPANISH)).toBe("No bank.");
    const silent = { ...outcome, error: "" };
    expect(stepDetail(aFlow({ kind: "over", outcome: silent }), SPANISH)).toBeNull();
  });

  test.each(["saving", "saved", "asking", "withdrawn"] as const)("has words for %s", (kind) => {
    expect(stepWords(aFlow({ kind }), ENGLISH)).toMatch(/^[A-Z].*[.…]$/);
    expect(stepDetail(aFlow({ kind }), ENGLISH)).toBeNull();
  });
});
