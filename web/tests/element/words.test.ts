import { expect, test } from "vitest";
import { element as en } from "../../src/i18n/en/element";
import { element as es } from "../../src/i18n/es/element";

const said = (words: typeof en) =>
  Object.entries(words).map(([name, word]) => {
    const text = typeof word === "string" ? word : word("<0>", "<1>", "<2>");
    return [name, text] as const;
  });

test("both languages say everything, each in its own words", () => {
  const english = new Map(said(en));
  for (const [name, text] of said(es)) {
    const other = english.get(name) ?? "";
    expect(text.trim(), name).toBe(text);
    expect(text.match(/<\d>/g)?.sort(), name).toEqual(other.match(/<\d>/g)?.sort());
    if (!/^<0>\. <1>/.test(text)) expect(text, name).not.toBe(other);
  }
  expect(said(es).map(([name]) => name)).toEqual([...english.keys()]);
});
