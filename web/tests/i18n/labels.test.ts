import { expect, test } from "vitest";
import { en } from "../../src/i18n/en";
import { es } from "../../src/i18n/es";
import { groupOf, nameOf, needsLines, subjectOf } from "../../src/i18n/labels";

const ASCII = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));

test.each([
  ["digits", [], "digit"],
  ["characters", [], "character"],
  ["mine", [], "other"],
  ["mine", ["0", "7"], "digit"],
  ["digits", ["0", "a"], "character"],
  ["mine", ["ñ", "😀"], "character"],
  ["mine", ["a", "cat"], "other"],
])("the model %s with the labels %j recognises a %s", (model, labels, subject) => {
  expect(subjectOf(model, labels)).toBe(subject);
});

test.each([en, es])("all 94 characters have names, and no two the same one", (messages) => {
  const names = [" ", ...ASCII].map((label) => nameOf(label, "character", messages));
  expect(new Set(names).size).toBe(95);
  expect(names.filter((name) => name.length < 2)).toEqual([]);
});

test("labels that are no characters are their own names", () => {
  expect(nameOf("7", "digit", en)).toBe("7");
  expect(nameOf("cat", "other", en)).toBe("cat");
  expect(nameOf("漢", "character", en)).toBe("漢");
});

test("the 94 fall into 10 digits, 26 capitals, 26 small letters and 32 symbols", () => {
  const count = (group: string) => ASCII.filter((label) => groupOf(label) === group).length;
  expect(["digits", "upper", "lower", "others"].map(count)).toEqual([10, 26, 26, 32]);
});

test("lines to write on help where letters differ in size alone", () => {
  expect(needsLines(ASCII)).toBe(true);
  expect(needsLines([..."0123456789"])).toBe(false);
});
