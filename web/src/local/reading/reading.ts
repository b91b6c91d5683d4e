/** From a page to its text; see vistazo/runtime/text/reading.py. */

import type { Score, Verdict } from "../../recognition/answer";
import {
  type Box,
  type Character,
  type Line,
  type Reading,
  union,
} from "../../recognition/reading";
import { align } from "./alignment";
import type { Grey, Table } from "./arrays/plane";
import { characterBoxes } from "./boxes";
import { findComponents } from "./components";
import { cropLine, type LineCrop } from "./crop";
import { type Columns, decode } from "./ctc";
import type { Emission } from "./emission";
import { findInk } from "./ink";
import { findLines } from "./lines";
import { fits, type Recogniser, Rescorer, weigh } from "./rescoring";

/** A page is read until its lines are together this many letters' sizes long. */
const MOST_LETTERS = 2400;
/** Below this confidence the verdict is "unknown". */
const READABLE = 0.3;

/** Reads one line. */
export interface LineReader {
  readonly labels: readonly string[];
  /** By label: from where on an answer is sure. */
  readonly thresholds: Readonly<Record<string, number>>;
  run(picture: Grey): Promise<Emission>;
}

export interface Page {
  /** As it is read. */
  readonly pixels: Grey;
  /** Pixels of the given picture per pixel of `pixels`. */
  readonly scale: { readonly across: number; readonly down: number };
}

export interface Options {
  /** How many alternatives each character gets. */
  readonly top: number;
  /** Whether somebody still waits for the answer; asked before each line. */
  readonly isWanted?: () => Promise<boolean>;
}

export type Read = Pick<Reading, "confidence" | "verdict" | "partial" | "lines">;

/** Reads a page; null where nobody waits for it any more. */
export async function readLines(
  reader: LineReader,
  recogniser: Recogniser,
  page: Page,
  { top, isWanted = async () => true }: Options,
): Promise<Read | null> {
  const rescorer = fits(reader.labels, recogniser.labels)
    ? new Rescorer(reader.labels, recogniser)
    : null;
  const inked = findInk(page.pixels);
  const components = findComponents(inked.ink);
  let { partial } = components;
  const lines: Line[] = [];
  let left = MOST_LETTERS;
  for (const found of findLines(components)) {
    if (!(await isWanted())) return null;
    const crop = cropLine(inked, found);
    left -= crop.picture.width / found.letter;
    partial ||= crop.cut || left < 0;
    if (left < 0) break;
    const emission = await reader.run(crop.picture);
    const line = await readLine(reader.labels, emission, crop, rescorer, top);
    if (line) lines.push(scaled(line, page.scale));
  }
  const characters = lines.flatMap((line) => line.characters);
  const confidence = mean(characters.map((one) => one.confidence));
  return { confidence, verdict: verdictOf(reader, characters, confidence), partial, lines };
}

/** What stands on one line, in pixels of the page; null if nothing does. */
async function readLine(
  labels: readonly string[],
  emission: Emission,
  crop: LineCrop,
  rescorer: Rescorer | null,
  top: number,
): Promise<Line | null> {
  const rescored = rescorer ? await rescorer.read(crop.picture, emission) : null;
  const whole = rescored ? rescored.text : decode(emission.probability);
  const [start, stop] = withoutOuterSpaces(whole, labels);
  const text = whole.slice(start, stop);
  if (text.length === 0) return null;
  const { first, last, alternatives } = align(emission.probability, text);
  const weighed = rescored
    ? weigh(alternatives, rescored.evidence.slice(start, stop))
    : alternatives;
  const column = (step: number | undefined) => (emission.position[step ?? 0] ?? 0) + crop.left;
  const placed = text.map((label, place) => ({
    first: column(first[place]),
    last: column(last[place]),
    isSpace: labels[label - 1] === " ",
  }));
  const boxes = characterBoxes(crop.line, placed);
  const characters = text.flatMap((label, place) => {
    const box = boxes[place];
    return box ? [characterOf(labels, label, rowOf(weighed, place), box, top)] : [];
  });
  return { box: boxes.reduce(union), characters };
}

/** From where to where the text goes when spaces at both ends are dropped. */
function withoutOuterSpaces(text: Columns, labels: readonly string[]): readonly [number, number] {
  const isInk = (column: number) => labels[column - 1]?.trim() !== "";
  const start = text.findIndex(isInk);
  return start < 0 ? [0, 0] : [start, text.findLastIndex(isInk) + 1];
}

/** `column` is the one that was chosen in `row`, of an alignment's alternatives. */
function characterOf(
  labels: readonly string[],
  column: number,
  row: Float64Array,
  box: Box,
  top: number,
): Character {
  const order = [...row.keys()].slice(1).sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0));
  const best = order.slice(0, top);
  if (!best.includes(column)) best[best.length - 1] = column;
  const scoreOf = (place: number): Score => ({
    label: labels[place - 1] ?? "",
    probability: Math.min(row[place] ?? 0, 1),
  });
  const { label, probability } = scoreOf(column);
  return { character: label, confidence: probability, box, top: best.map(scoreOf) };
}

function verdictOf(
  { thresholds }: LineReader,
  characters: readonly Character[],
  confidence: number,
): Verdict {
  if (confidence < READABLE) return "unknown";
  const sure = mean(characters.map(({ character }) => thresholds[character] ?? 1));
  return confidence >= sure ? "sure" : "unsure";
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function rowOf({ columns, data }: Table, row: number): Float64Array {
  return data.subarray(row * columns, (row + 1) * columns);
}

function scaled({ box, characters }: Line, { across, down }: Page["scale"]): Line {
  const scale = (one: Box) => ({
    x: one.x * across,
    y: one.y * down,
    width: one.width * across,
    height: one.height * down,
  });
  return {
    box: scale(box),
    characters: characters.map((one) => ({ ...one, box: scale(one.box) })),
  };
}
