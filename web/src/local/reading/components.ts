/** Connected pieces of ink; see vistazo/runtime/text/components.py. */

import { label } from "./arrays/label";
import { median, placeOf } from "./arrays/numbers";
import type { Mask } from "./arrays/plane";

/** On a page; of more, the largest are kept. */
export const MOST_COMPONENTS = 4000;

/**
 * Pieces that are smaller in both directions than this share of a stroke's width are specks: the
 * least that a pen leaves is a dot as wide as itself.
 */
const SPECK = 0.5;
/**
 * A thin piece this share of the page long is a rule, and one at the page's edge may be the table
 * below the paper, …
 */
const RULE = 0.5;
/**
 * … if it is this many letters long or this many strokes thick, and there are more than a few
 * letters.
 */
const LONG = 8;
const THICK = 4;
const FEW = 4;
/**
 * Where all pieces fill this share of their boxes, they are dots; letters are so many times as
 * high.
 */
const SOLID = 0.5;
const DOT = 6;

/** In pixels; right and bottom are exclusive. */
export interface Piece {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
  /** Pixels. */
  readonly area: number;
  /** The centre of mass. */
  readonly x: number;
  readonly y: number;
}

export interface Components {
  readonly width: number;
  /** 0 on the ground, 1 + index on a piece; greater numbers on what was dropped. */
  readonly labels: Int32Array;
  readonly pieces: readonly Piece[];
  /** Whether there were more than `MOST_COMPONENTS`. */
  readonly partial: boolean;
}

/** The pieces of ink that may be writing; specks, rules and the paper's edges are not. */
export function findComponents(ink: Mask): Components {
  const { data: labels, count } = label(ink, true);
  const { area, pieceAt } = measured(labels, count, ink.width);
  const largest = largestOf(area).map((index) => ({ index, piece: pieceAt(index) }));
  const writing = writingAmong(
    largest.map(({ piece }) => piece),
    ink,
  );
  const kept = largest.filter((_, place) => writing[place]);
  const numbers = new Int32Array(count + 1).fill(kept.length + 1);
  numbers[0] = 0;
  for (const [place, { index }] of kept.entries()) numbers[index + 1] = place + 1;
  return {
    width: ink.width,
    labels: labels.map((found) => numbers[found] ?? 0),
    pieces: kept.map(({ piece }) => piece),
    partial: count > MOST_COMPONENTS,
  };
}

/** Indices of the largest pieces, the largest first; of equal ones those with lower numbers. */
function largestOf(area: Int32Array): readonly number[] {
  const least = area.toSorted()[Math.max(0, area.length - MOST_COMPONENTS)] ?? 0;
  const larger: number[] = [];
  const equal: number[] = [];
  for (const [index, pixels] of area.entries()) {
    if (pixels > least) larger.push(index);
    else if (pixels === least) equal.push(index);
  }
  larger.sort((a, b) => (area[b] ?? 0) - (area[a] ?? 0));
  return [...larger, ...equal].slice(0, MOST_COMPONENTS);
}

/** Of all pieces, by number, how large they are, and whatever else is asked about one. */
function measured(labels: Int32Array, count: number, width: number) {
  const [left, top] = [new Int32Array(count).fill(width), new Int32Array(count).fill(-1)];
  const [right, bottom] = [new Int32Array(count), new Int32Array(count)];
  const area = new Int32Array(count);
  const [across, down] = [new Float64Array(count), new Float64Array(count)];
  for (let place = 0; place < labels.length; place += 1) {
    const piece = (labels[place] ?? 0) - 1;
    if (piece < 0) continue;
    const y = Math.floor(place / width);
    const x = place - y * width;
    if (x < (left[piece] ?? 0)) left[piece] = x;
    if (x >= (right[piece] ?? 0)) right[piece] = x + 1;
    if (top[piece] === -1) top[piece] = y;
    bottom[piece] = y + 1;
    area[piece] = (area[piece] ?? 0) + 1;
    across[piece] = (across[piece] ?? 0) + x;
    down[piece] = (down[piece] ?? 0) + y;
  }
  const pieceAt = (piece: number): Piece => {
    const box = { left: left[piece] ?? 0, top: top[piece] ?? 0 };
    const end = { right: right[piece] ?? 0, bottom: bottom[piece] ?? 0 };
    const pixels = area[piece] ?? 0;
    return {
      ...box,
      ...end,
      width: end.right - box.left,
      height: end.bottom - box.top,
      area: pixels,
      x: (across[piece] ?? 0) / pixels,
      y: (down[piece] ?? 0) / pixels,
    };
  };
  return { area, pieceAt };
}

/** How large letters are, in pixels: the median size of pieces, large ones counting more. */
export function letterSize(pieces: readonly Piece[]): number {
  if (pieces.length === 0) return 0;
  const stroke = strokeWidth(pieces);
  // The bars of "=" are as flat as the pen, and tell by their length.
  const isFlat = ({ height }: Piece) => height < 2.5 * stroke;
  const isBlob = ({ width, height, area }: Piece) =>
    area > SOLID * width * height && Math.max(width, height) < 2 * width;
  const dots = pieces.every((piece) => isFlat(piece) || isBlob(piece));
  const sizes = pieces.map((piece) => {
    const size = isFlat(piece) ? piece.width : piece.height;
    return dots ? Math.max(size, DOT * piece.height) : size;
  });
  sizes.sort((a, b) => a - b);
  let grown = 0;
  const sums = sizes.map((size) => {
    grown += size;
    return grown;
  });
  return sizes[placeOf(sums, grown / 2)] ?? 0;
}

/** About how wide the pen is: a bent stroke is as long as its box's sides together. */
function strokeWidth(pieces: readonly Piece[]): number {
  if (pieces.length === 0) return 0;
  return median(pieces.map(({ area, width, height }) => area / (width + height)));
}

function writingAmong(pieces: readonly Piece[], page: Mask): readonly boolean[] {
  const isRest = pieces.map(({ left, top, right, bottom, width, height }) => {
    const flat = width > RULE * page.width && height < 0.05 * width;
    const upright = height > RULE * page.height && width < 0.05 * height;
    const atEdge = left === 0 || top === 0 || right === page.width || bottom === page.height;
    const frame = atEdge || (width > 0.9 * page.width && height > 0.9 * page.height);
    return !(flat || upright || frame);
  });
  const rest = pieces.filter((_, place) => isRest[place]);
  // In a tight picture of one word these are its own strokes.
  const letter = letterSize(rest);
  const pen = strokeWidth(rest);
  const isRule = pieces.map(({ width, height, area }, place) => {
    const thick = area > THICK * pen * (width + height);
    const large = Math.max(width, height) > LONG * letter;
    return !isRest[place] && rest.length > FEW && (large || thick);
  });
  const stroke = strokeWidth(pieces.filter((_, place) => !isRule[place]));
  return pieces.map(({ width, height, area }, place) => {
    const speck = Math.max(width, height) < SPECK * stroke || area < 2;
    return !isRule[place] && !speck;
  });
}
