import { expect, test } from "vitest";
import { type Read, readLines } from "../../../src/local/reading/reading";
import { type Box, textOf } from "../../../src/recognition/reading";
import { goldenPages, openModels, type ToldPage } from "./pages";

/** What the two sides may differ by. */
const PIXELS = 0.5;
const CONFIDENCE = 1e-3;
/** Numbers of pages on which two texts are as probable as each other, so that either may win. */
const TIES: readonly number[] = [];
/** Of these every second one is read: they are many and alike, and reading takes its time. */
const MANY: readonly string[] = ["line", "word"];

function differences(told: ToldPage, read: Read): readonly string[] {
  const text = told.lines.map((line) => line.text).join("\n");
  const found = textOf(read.lines);
  if (found !== text) return [`${JSON.stringify(text)} is read as ${JSON.stringify(found)}`];
  const differ = [
    ...(told.verdict === read.verdict ? [] : [`verdict ${read.verdict}`]),
    ...(told.partial === read.partial ? [] : [`partial ${read.partial}`]),
    ...(isNear(told.confidence, read.confidence) ? [] : [`confidence ${read.confidence}`]),
  ];
  const characters = read.lines.flatMap((line) => line.characters);
  for (const [place, one] of told.lines.flatMap((line) => line.characters).entries()) {
    const [confidence, box, top] = one;
    const other = characters[place];
    if (!other) return [...differ, "fewer characters"];
    const isSame =
      isNear(confidence, other.confidence) &&
      apart(other.box, box) <= PIXELS &&
      top.length === other.top.length &&
      top.every(([, probability], rank) => isNear(probability, other.top[rank]?.probability));
    if (!isSame) differ.push(`${JSON.stringify(one)} is ${JSON.stringify(other)}`);
  }
  return differ;
}

function isNear(one: number, other = Number.NaN): boolean {
  return Math.abs(one - other) <= CONFIDENCE;
}

function apart({ x, y, width, height }: Box, box: readonly number[]): number {
  return Math.max(
    ...[x, y, width, height].map((side, index) => Math.abs(side - (box[index] ?? 0))),
  );
}

test("pages are read as Python reads them", { timeout: 300_000 }, async () => {
  const { reader, recogniser } = await openModels();
  const different: string[] = [];
  let lines = 0;
  for (const [number, { name, picture, told }] of goldenPages().entries()) {
    if (MANY.includes(name) && number % 2 === 1) continue;
    const page = { pixels: picture, scale: { across: 1, down: 1 } };
    const read = await readLines(reader, recogniser, page, { top: 3 });
    lines += read?.lines.length ?? 0;
    if (!read || TIES.includes(number)) continue;
    different.push(...differences(told, read).map((what) => `${name} ${number}: ${what}`));
  }
  expect(different).toEqual([]);
  expect(lines).toBeGreaterThanOrEqual(250);
  expect(TIES.length).toBeLessThanOrEqual(0.01 * lines);
});
