import { describe, expect, test } from "vitest";
import { en } from "../../src/i18n/en";
import { es } from "../../src/i18n/es";
import { LANGUAGES, messagesIn, preferredLanguage } from "../../src/i18n/language";

type Node = string | ((...values: string[]) => string) | { [name: string]: Node };

/** Every text with its path; those with gaps are filled with marks that must survive. */
function texts(node: Node, path = ""): [string, string][] {
  if (typeof node === "string") return [[path, node]];
  if (typeof node === "function") {
    const marks = Array.from({ length: node.length }, (_, index) => `<${index}>`);
    return [[path, node(...marks)]];
  }
  return Object.entries(node).flatMap(([name, below]) => texts(below, `${path}.${name}`));
}

/** Names and words that both languages write alike. */
const ALIKE = new Set([
  ".confidenceOf",
  ".named",
  ".keys.control",
  ".keys.escape",
  ".records.change",
  ".feedback.seen",
  ".versions.logLine",
  ".jobs.progress",
]);

describe("the catalogues", () => {
  test("hold the same keys", () => {
    expect(texts(es).map(([path]) => path)).toEqual(texts(en).map(([path]) => path));
  });

  test.each(LANGUAGES)("%s has no empty text and none with spaces around it", async (language) => {
    for (const [path, text] of texts(await messagesIn(language))) {
      expect(text.trim(), path).toBe(text);
      expect(text, path).not.toBe("");
    }
  });

  test("differ wherever they should", () => {
    const english = new Map(texts(en));
    const same = texts(es).filter(([path, text]) => english.get(path) === text);
    expect(same.map(([path]) => path).filter((path) => !ALIKE.has(path))).toEqual([]);
  });

  test("fill the same gaps", () => {
    const english = new Map(texts(en));
    const gaps = (text: string) => [...new Set(text.match(/<\d>/g))].sort();
    for (const [path, text] of texts(es)) {
      expect(gaps(text), path).toEqual(gaps(english.get(path) ?? ""));
    }
  });
});

test.each([
  [["es-MX", "en"], "es"],
  [["en-GB"], "en"],
  [["de", "ES"], "es"],
  [["de", "fr"], "en"],
  [[], "en"],
])("a browser that wants %j gets %s", (wanted, language) => {
  expect(preferredLanguage(wanted)).toBe(language);
});
