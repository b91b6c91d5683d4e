/**
 * Where a character lies in the pictures that the recogniser of characters learned from: square
 * ones with a line to write on. Size and place on that line tell o from O, and a comma from an
 * apostrophe.
 */

import type { GreyPicture } from "./picture";
import type { Line } from "./reading";

/** Parts of the picture's side: the line from its top, heights from the line upwards. */
const BASELINE = 0.66;
const X_HEIGHT = 0.2;
const CAP_HEIGHT = 0.33;

/** Heights of the faint lines that the page shows, from the top. */
export const WRITING_LINES = {
  cap: BASELINE - CAP_HEIGHT,
  x: BASELINE - X_HEIGHT,
  base: BASELINE,
} as const;

const ON_THE_LINE = /^[A-PR-Za-fhik-or-xz0-9]$/;
const AS_HIGH_AS_X = /^[acemnorsuvwxz]$/;
const AS_HIGH_AS_CAPS = /^[A-PR-Z0-9bdfhkl]$/;

/** The line to write on and the side of the square picture around it, in a page's pixels. */
export interface Frame {
  readonly base: number;
  readonly side: number;
}

/** Guessed from the characters that tell; without any, from the line's own height. */
export function frameOf({ box, characters }: Line): Frame {
  const of = (kind: RegExp) => characters.filter(({ character }) => kind.test(character));
  const base = median(of(ON_THE_LINE).map(({ box }) => box.y + box.height));
  const side = median([
    ...of(AS_HIGH_AS_X).map(({ box }) => box.height / X_HEIGHT),
    ...of(AS_HIGH_AS_CAPS).map(({ box }) => box.height / CAP_HEIGHT),
  ]);
  return { base: base ?? box.y + box.height, side: side ?? box.height / CAP_HEIGHT };
}

/** A cut-out of a page, whose top lies at `top` there, on a square of paper as `frame` has it. */
export function onSquare(cut: GreyPicture, top: number, frame: Frame): GreyPicture {
  const side = Math.max(1, Math.round(frame.side), cut.width, cut.height);
  const left = Math.round((side - cut.width) / 2);
  const above = Math.round(top - (frame.base - BASELINE * frame.side));
  const start = Math.min(side - cut.height, Math.max(0, above));
  const pixels = new Uint8Array(side * side).fill(paperOf(cut.pixels));
  for (let row = 0; row < cut.height; row += 1) {
    const line = cut.pixels.subarray(row * cut.width, (row + 1) * cut.width);
    pixels.set(line, (start + row) * side + left);
  }
  return { kind: "grey", width: side, height: side, pixels };
}

/** The grey of the paper: the most common one, since ink takes up little. */
export function paperOf(pixels: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const value of pixels) counts[value] = (counts[value] ?? 0) + 1;
  return counts.indexOf(Math.max(...counts));
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
