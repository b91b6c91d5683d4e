/** The picture of one line, with nothing else on it; see vistazo/runtime/text/crop.py. */

import { dilate } from "./arrays/label";
import { roundEven } from "./arrays/numbers";
import type { Grey } from "./arrays/plane";
import type { Inked } from "./ink";
import type { TextLine } from "./lines";

/** Around a line, in letters. */
const MARGIN = 0.25;
/** A line is read up to this many letters' sizes to the right. */
const LONGEST = 120;

export interface LineCrop {
  /** Light ink on black. */
  readonly picture: Grey;
  /** The ink that is on it. */
  readonly line: TextLine;
  /** The page's column of its first column; less than 0 where the line begins at the edge. */
  readonly left: number;
  /** Whether the line's end was left out, being longer than is read. */
  readonly cut: boolean;
}

/** Cuts a line out of its page. */
export function cropLine(page: Inked, whole: TextLine): LineCrop {
  const margin = Math.max(2, roundEven(MARGIN * whole.letter));
  const left = whole.x.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY);
  const top = whole.y.reduce((least, y) => Math.min(least, y), Number.POSITIVE_INFINITY);
  const most = Math.max(1, roundEven(LONGEST * whole.letter));
  const line = {
    x: whole.x.filter((x) => x - left < most),
    y: whole.y.filter((_, place) => (whole.x[place] ?? 0) - left < most),
    letter: whole.letter,
  };
  return {
    picture: pictureOf(page, line, { left, top, margin }),
    line,
    left: left - margin,
    cut: line.x.length < whole.x.length,
  };
}

interface Corner {
  readonly left: number;
  readonly top: number;
  readonly margin: number;
}

function pictureOf({ strength, ink }: Inked, { x, y }: TextLine, { left, top, margin }: Corner) {
  const width = x.reduce((most, column) => Math.max(most, column), 0) - left + 3;
  const height = y.reduce((most, row) => Math.max(most, row), 0) - top + 3;
  const own = new Uint8Array(width * height);
  for (let place = 0; place < x.length; place += 1) {
    own[((y[place] ?? 0) - top + 1) * width + (x[place] ?? 0) - left + 1] = 1;
  }
  // The soft edges of a stroke are too faint to be ink by themselves.
  const soft = dilate({ width, height, data: own }).data;
  const wide = width + 2 * (margin - 1);
  const data = new Uint8Array(wide * (height + 2 * (margin - 1)));
  for (let place = 0; place < soft.length; place += 1) {
    if (soft[place] !== 1) continue;
    const [down, across] = [Math.floor(place / width), place % width];
    const [row, column] = [top - 1 + down, left - 1 + across];
    if (row < 0 || column < 0 || row >= ink.height || column >= ink.width) continue;
    const there = row * ink.width + column;
    if (own[place] !== 1 && ink.data[there] === 1) continue;
    const level = roundEven(Math.fround((strength.data[there] ?? 0) * 255));
    data[(down + margin - 1) * wide + across + margin - 1] = level;
  }
  return { width: wide, height: height + 2 * (margin - 1), data };
}
