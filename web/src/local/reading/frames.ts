/**
 * Characters of a line as pictures that keep their size and place; see
 * vistazo/runtime/text/frames.py.
 *
 * A frame is a square of side S. The line's baseline lies BASELINE × S below its top, and the
 * median size of the writer's characters, had he written all of them, is UNIT × S.
 */

import type { Box } from "../../recognition/reading";
import { median, roundEven, sum } from "./arrays/numbers";
import type { Grey } from "./arrays/plane";
import { shrink } from "./arrays/resize";

/** Median size of a writer's characters, as a share of the frame's side. */
const UNIT = 0.3;
/** Where the baseline lies, as a share of the frame's side from its top. */
const BASELINE = 0.66;
/** Side of a frame's picture at most, pixels; smaller lines are not enlarged. */
const SIDE = 112;
const LEAST_SIDE = 24;
/** Longer ink, as a share of the side, is reduced to this. */
const FITS = 0.8;
/** Fewer characters tell nothing about the line's slope. */
const LEVEL_FROM = 5;

interface Usual {
  /** The larger side, in units. */
  readonly size: number;
  /** How far it reaches below the baseline, in units. */
  readonly depth: number;
}

/** Medians over the UNIPEN writers that recognisers learn from. */
const KINDS: readonly (Usual & { readonly labels: string })[] = [
  { labels: "acenorsuvxz", size: 0.78, depth: 0 },
  { labels: "mw", size: 1, depth: 0 },
  { labels: "bdfhklt", size: 1.2, depth: 0 },
  { labels: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", size: 1.06, depth: 0 },
  { labels: "gpqy", size: 1.28, depth: 0.5 },
];
const USUAL: ReadonlyMap<string, Usual> = new Map(
  KINDS.flatMap((kind) => [...kind.labels].map((label) => [label, kind] as const)),
);

/** The geometry of a line, in pixels. */
export interface Frame {
  /** Median size of its writer's characters. */
  readonly unit: number;
  /** Row of the baseline at column 0. */
  readonly baseline: number;
  /** Rows down in one column to the right. */
  readonly slope: number;
}

/** Pictures of one size, one after the other. */
export interface Frames {
  readonly count: number;
  readonly side: number;
  readonly data: Uint8Array;
}

/** A character's ink, and what it probably is. */
export interface Guess {
  readonly box: Box;
  readonly label: string;
}

/** The geometry of a line from its characters; null where none of them has a usual size. */
export function estimateFrame(guesses: readonly Guess[]): Frame | null {
  const known = guesses.flatMap(({ box, label }) => {
    const usual = USUAL.get(label);
    return usual ? [{ box, usual }] : [];
  });
  if (known.length === 0) return null;
  const sizes = known.map(({ box, usual }) => Math.max(box.width, box.height) / usual.size);
  const unit = Math.max(median(sizes), 1);
  const standing = known.filter(({ usual }) => usual.depth === 0);
  const used = standing.length > 0 ? standing : known;
  const x = used.map(({ box }) => box.x + box.width / 2);
  const foot = used.map(({ box, usual }) => box.y + box.height - usual.depth * unit);
  const slope = slopeOf(x, foot, unit);
  const baseline = median(foot.map((row, place) => row - slope * (x[place] ?? 0)));
  return { unit, baseline, slope };
}

function slopeOf(x: readonly number[], foot: readonly number[], unit: number): number {
  if (x.length < LEVEL_FROM) return 0;
  let weights = x.map(() => 1);
  let slope = 0;
  for (let round = 0; round < 4; round += 1) {
    const whole = sum(weights);
    const shares = weights.map((weight) => weight / whole);
    const mean = (values: readonly number[]) =>
      sum(values.map((value, place) => (shares[place] ?? 0) * value));
    const [middle, level] = [mean(x), mean(foot)];
    const off = x.map((value) => value - middle);
    const footOff = foot.map((value) => value - level);
    const together = mean(off.map((value, place) => value * (footOff[place] ?? 0)));
    // A short line is taken for level.
    slope = together / (mean(off.map((value) => value ** 2)) + (3 * unit) ** 2);
    const found = slope;
    weights = off.map((value, place) => {
      const away = Math.abs((footOff[place] ?? 0) - found * value) / (0.15 * unit);
      return 1 / Math.max(1, away);
    });
  }
  return slope;
}

/** Puts characters, light ink on black, into their frames; `boxes` says where they stand. */
export function drawFrames(glyphs: readonly Grey[], boxes: readonly Box[], frame: Frame): Frames {
  const whole = frame.unit / UNIT;
  const side = Math.min(SIDE, Math.max(LEAST_SIDE, roundEven(whole)));
  const data = new Uint8Array(glyphs.length * side * side);
  for (const [number, glyph] of glyphs.entries()) {
    const box = boxes[number];
    if (!box) continue;
    const picture = data.subarray(number * side * side, (number + 1) * side * side);
    drawFrame(glyph, box, frame, { side, whole, picture });
  }
  return { count: glyphs.length, side, data };
}

interface Target {
  readonly side: number;
  /** The side that the frame would have, were it not reduced. */
  readonly whole: number;
  readonly picture: Uint8Array;
}

function drawFrame(glyph: Grey, box: Box, frame: Frame, { side, whole, picture }: Target): void {
  const scale = whole > side ? side / whole : 1;
  const longest = (FITS * side) / Math.max(glyph.width, glyph.height);
  const small = reduced(glyph, Math.min(scale, longest));
  const line = frame.baseline + frame.slope * (box.x + box.width / 2);
  const wanted = roundEven(BASELINE * side - (line - box.y) * scale);
  const room = side - small.height;
  // Ink that is longer than characters are has no place of its own either.
  const top = longest < scale ? room >> 1 : Math.min(Math.max(wanted, 0), room);
  const left = (side - small.width) >> 1;
  for (let row = 0; row < small.height; row += 1) {
    const pixels = small.data.subarray(row * small.width, (row + 1) * small.width);
    picture.set(pixels, (top + row) * side + left);
  }
}

function reduced(glyph: Grey, scale: number): Grey {
  if (scale >= 1) return glyph;
  const side = (length: number) => Math.max(1, roundEven(length * scale));
  return shrink(glyph, { width: side(glyph.width), height: side(glyph.height) });
}
