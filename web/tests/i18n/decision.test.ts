import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkWords } from "../../src/i18n/decision";
import { en } from "../../src/i18n/en";
import { es } from "../../src/i18n/es";
import { createFormat } from "../../src/i18n/format";

const ENGLISH = { messages: en, format: createFormat("en") };
const SPANISH = { messages: es, format: createFormat("es") };
const GATE = join(import.meta.dirname, "../../../src/vistazo/learning/gate.py");

/** Every figure that any check gives. */
const FIGURES = {
  ...{ pictures: 2000, now: 0.9912, base: 0.9931, limit: 0.0005, before: 0.01 },
  ...{ waiting: 2, doubted: 1, distrusted: 0 },
  ...{ gained: 3, lost: 1, chance: 0.625, right: 4, corrections: 5, difference: 1e-7 },
};

describe("the gate's checks", () => {
  test("are told with their figures, as the language writes them", () => {
    const check = { name: "golden", passed: false, message: "Of golden…", values: FIGURES };
    const english = checkWords(check, ENGLISH);
    expect(english.lang).toBeUndefined();
    expect(english.text).toContain("2,000 golden answers 99.12% are right");
    const spanish = checkWords(check, SPANISH).text.replace(/\s/g, " ");
    expect(spanish).toContain("acierta el 99,12 %, la primera versión el 99,31 %");
  });

  test("are all known: there is nothing that the gate checks without words of ours", () => {
    const source = readFileSync(GATE, "utf8");
    const names = [...source.matchAll(/\bCheck\(\s*"(\w+)"/g)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const check = { name, passed: true, message: "The gate's own.", values: FIGURES };
      for (const locale of [ENGLISH, SPANISH]) {
        const { text, lang } = checkWords(check, locale);
        expect(lang, name).toBeUndefined();
        expect(text, name).not.toContain("?");
      }
    }
  });

  test.each(["something-new", "toString", "passed"])(
    "of a name that is not known, %j, keep the gate's words",
    (name) => {
      const check = { name, passed: true, message: "Its own.", values: {} };
      expect(checkWords(check, SPANISH)).toEqual({ text: "Its own.", lang: "en" });
    },
  );

  test("where nothing was taken up say so, rather than count to none", () => {
    const values = { gained: 0, right: 0, corrections: 0 };
    const check = { name: "learned", passed: false, message: "", values };
    expect(checkWords(check, ENGLISH).text).toBe(en.checks.noneLearned);
  });

  test("without a figure leave a mark in its place, not a number", () => {
    const check = { name: "past", passed: true, message: "", values: {} };
    expect(checkWords(check, ENGLISH).text).toContain("?");
  });
});
