import { expect, test } from "vitest";
import { matching } from "../../src/components/correction/match";
import { en } from "../../src/i18n/en";
import { es } from "../../src/i18n/es";

const CHARACTERS = [..."0aAbBcC,.;", " "];

test.each([
  ["", CHARACTERS],
  ["A", ["A", "a"]],
  ["a", ["a", "A"]],
  ["capital b", ["B"]],
  ["capital", ["A", "B", "C"]],
  [",", [","]],
  ["comma", [","]],
  ["semi", [";"]],
  [" ", [" "]],
  ["zz", []],
] as const)("%j finds characters", (query, found) => {
  expect(matching(CHARACTERS, query, "character", en)).toEqual(found);
});

test("names are those of the page's language, accents or not", () => {
  expect(matching(CHARACTERS, "mayuscula", "character", es)).toEqual(["A", "B", "C"]);
});

test("words are found by how they begin", () => {
  const labels = ["cat", "sheep", "potted plant"];
  expect(matching(labels, "pl", "other", en)).toEqual(["potted plant"]);
  expect(matching(labels, "eep", "other", en)).toEqual([]);
});
