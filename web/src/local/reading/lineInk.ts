/**
 * The ink of each character of a line, by its connected pieces; see
 * vistazo/runtime/text/line_ink.py.
 */

import type { Box } from "../../recognition/reading";
import { type Labelled, label } from "./arrays/label";
import { greatest, thinnest } from "./arrays/numbers";
import { type Grey, type Mask, spans } from "./arrays/plane";

/** Of a line that is cut into characters. */
export const MOST_PIECES = 400;

/** What is fainter than this, of 255, is the soft edge of a stroke. */
const INK = 64;
/** A piece with this share of its ink in a character's columns belongs to it altogether. */
const WHOLE = 0.8;

interface Span {
  readonly left: number;
  readonly right: number;
}

const NOWHERE: Span = { left: 0, right: 0 };

/** A character that is cut out of it again is the same one. */
export class LineInk {
  /** How many connected pieces there are; out of more than MOST_PIECES nothing is cut. */
  readonly pieces: number;
  /** What was cut out: light ink on black. */
  readonly glyphs: Grey[] = [];
  /** Where each lies, pixels of the picture. */
  readonly boxes: Box[] = [];
  readonly #picture: Grey;
  readonly #labelled: Labelled;
  /** Pixels of ink in each column. */
  readonly #columns: Int32Array;
  /** By piece, its ink to the left of each column; one more than columns. */
  readonly #before: readonly Int32Array[];
  readonly #extents: readonly Span[];
  readonly #known = new Map<string, number>();

  /** Takes a line's picture, light ink on black. */
  constructor(picture: Grey) {
    this.#picture = picture;
    const mask = picture.data.map((level) => (level > INK ? 1 : 0));
    this.#labelled = label({ ...picture, data: mask }, true);
    this.pieces = this.#labelled.count;
    const counts = this.canBeCut ? countsOf(this.#labelled) : [];
    this.#columns = new Int32Array(picture.width);
    for (const row of counts) {
      for (const [column, count] of row.entries()) {
        this.#columns[column] = (this.#columns[column] ?? 0) + count;
      }
    }
    this.#before = counts.map(gathered);
    this.#extents = counts.map((row) => ({
      left: row.findIndex((count) => count > 0),
      right: row.findLastIndex((count) => count > 0) + 1,
    }));
  }

  get width(): number {
    return this.#picture.width;
  }

  get canBeCut(): boolean {
    return this.pieces > 0 && this.pieces <= MOST_PIECES;
  }

  /** The column with the least ink from `left` to `right`; of several, the middle one. */
  cut(left: number, right: number): number {
    const one = Math.min(Math.max(Math.ceil(left), 0), this.width - 1);
    const other = Math.min(Math.max(Math.floor(right), one), this.width - 1);
    return thinnest(this.#columns, one, other);
  }

  /**
   * The characters between cuts, as indices into `glyphs`; null where there is no ink. `edges` are
   * columns: where the first character begins, the cuts, where the last one ends.
   */
  find(edges: readonly number[]): readonly (number | null)[] {
    let reached = Number.NEGATIVE_INFINITY;
    const bounds = edges.map((edge) => {
      reached = Math.max(reached, edge);
      return reached;
    });
    const places = bounds.slice(1).map((right, place) => ({ left: bounds[place] ?? 0, right }));
    const own: number[][] = places.map(() => []);
    const part: number[][] = places.map(() => []);
    for (const [piece, before] of this.#before.entries()) {
      const inside = places.map(({ left, right }) => (before[right] ?? 0) - (before[left] ?? 0));
      const main = greatest(inside);
      const most = inside[main] ?? 0;
      if (most > 0 && most >= WHOLE * (before.at(-1) ?? 0)) own[main]?.push(piece);
      else for (const [place, ink] of inside.entries()) if (ink > 0) part[place]?.push(piece);
    }
    return places.map((span, place) => this.#glyph(own[place] ?? [], part[place] ?? [], span));
  }

  /** Whole pieces `own`, and what of the pieces `part` lies in a span of columns. */
  #glyph(own: readonly number[], part: readonly number[], between: Span): number | null {
    if (own.length + part.length === 0) return null;
    const span = part.length > 0 ? between : NOWHERE;
    const key = `${own} | ${part} | ${span.left} ${span.right}`;
    let found = this.#known.get(key);
    if (found === undefined) {
      found = this.glyphs.length;
      this.#known.set(key, found);
      this.#cutOut(own, part, span);
    }
    return found;
  }

  #cutOut(own: readonly number[], part: readonly number[], span: Span): void {
    const extents = own.flatMap((piece) => this.#extents[piece] ?? []);
    if (part.length > 0) extents.push(span);
    const left = Math.min(...extents.map((extent) => extent.left));
    const right = Math.max(...extents.map((extent) => extent.right));
    const ink = this.#inkOf(new Set(own), new Set(part), span, { left, right });
    const { rows, columns } = spans(ink);
    const [top, first] = [rows.indexOf(1), columns.indexOf(1)];
    const height = rows.lastIndexOf(1) + 1 - top;
    const width = columns.lastIndexOf(1) + 1 - first;
    const data = new Uint8Array(width * height);
    for (let place = 0; place < data.length; place += 1) {
      const [y, x] = [top + Math.floor(place / width), first + (place % width)];
      if (ink.data[y * ink.width + x] !== 1) continue;
      data[place] = this.#picture.data[y * this.width + left + x] ?? 0;
    }
    this.glyphs.push({ width, height, data });
    this.boxes.push({ x: left + first, y: top, width, height });
  }

  /** In the columns from `left` to `right`, where the pieces lie. */
  #inkOf(own: ReadonlySet<number>, part: ReadonlySet<number>, span: Span, columns: Span): Mask {
    const { data: labels, height } = this.#labelled;
    const width = columns.right - columns.left;
    const data = new Uint8Array(width * height);
    for (let place = 0; place < data.length; place += 1) {
      const column = columns.left + (place % width);
      const piece = (labels[Math.floor(place / width) * this.width + column] ?? 0) - 1;
      if (piece < 0) continue;
      const isInside = column >= span.left && column < span.right;
      if (own.has(piece) || (isInside && part.has(piece))) data[place] = 1;
    }
    return { width, height, data };
  }
}

/** Pixels of each piece in each column. */
function countsOf({ width, count, data }: Labelled): readonly Int32Array[] {
  const counts = Array.from({ length: count }, () => new Int32Array(width));
  for (let place = 0; place < data.length; place += 1) {
    const row = counts[(data[place] ?? 0) - 1];
    if (row) row[place % width] = (row[place % width] ?? 0) + 1;
  }
  return counts;
}

function gathered(row: Int32Array): Int32Array {
  const sums = new Int32Array(row.length + 1);
  for (const [place, count] of row.entries()) sums[place + 1] = (sums[place] ?? 0) + count;
  return sums;
}
