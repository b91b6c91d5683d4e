import { expect, test } from "vitest";
import { element as elementEn } from "../../src/i18n/en/element";
import { site as siteEn } from "../../src/i18n/en/site";
import { element as elementEs } from "../../src/i18n/es/element";
import { site as siteEs } from "../../src/i18n/es/site";

type Words = Readonly<Record<string, string | ((...values: string[]) => string)>>;

const said = (words: Words) =>
  Object.entries(words).map(([name, word]) => {
    const text = typeof word === "string" ? word : word("<0>", "<1>", "<2>");
    return [name, text] as const;
  });

test.each<[string, Words, Words]>([
  ["a board in other people’s pages", elementEn, elementEs],
  ["a site", siteEn, siteEs],
])("what is loaded apart, for %s, is whole in both languages", (_, english, spanish) => {
  const others = new Map(said(english));
  for (const [name, text] of said(spanish)) {
    const other = others.get(name) ?? "";
    expect(text.trim(), name).toBe(text);
    expect(text.match(/<\d>/g)?.sort(), name).toEqual(other.match(/<\d>/g)?.sort());
    expect(text, name).not.toBe(other);
  }
  expect(said(spanish).map(([name]) => name)).toEqual([...others.keys()]);
});
