/**
 * From the steps at which characters were said to boxes around their ink; see
 * vistazo/runtime/text/boxes.py.
 */

import type { Box } from "../../recognition/reading";
import { thinnest } from "./arrays/numbers";
import type { TextLine } from "./lines";

/** A character, and the columns where it was said first and last. */
export interface Placed {
  readonly first: number;
  readonly last: number;
  /** Its box is the gap between its neighbours. */
  readonly isSpace: boolean;
}

/**
 * A box for each character of a line, in pixels of the page. Neighbours are parted at the column
 * with the least ink between the steps that said them.
 */
export function characterBoxes(line: TextLine, placed: readonly Placed[]): readonly Box[] {
  const ink = new ColumnInk(line);
  const { whole } = ink;
  const letters = [...placed.entries()].filter(([, { isSpace }]) => !isSpace);
  const edges = [whole.x, whole.x + whole.width];
  const cuts = letters
    .slice(1)
    .map(([, other], place) => ink.thinnest(letters[place]?.[1].last ?? 0, other.first));
  edges.splice(1, 0, ...cuts);
  const boxes = new Map<number, Box>();
  for (const [place, [index, { first }]] of letters.entries()) {
    const found = ink.around(edges[place] ?? 0, edges[place + 1] ?? 0);
    const x = Math.min(Math.max(first, whole.x), whole.x + whole.width);
    boxes.set(index, found ?? { x, y: whole.y, width: 0, height: whole.height });
  }
  return placed.map((_, index) => boxes.get(index) ?? gap(boxes, index, whole));
}

/** A line's ink by columns, the first one being the line's own. */
class ColumnInk {
  readonly whole: Box;
  readonly #counts: Int32Array;
  readonly #top: Int32Array;
  readonly #bottom: Int32Array;

  constructor({ x, y }: TextLine) {
    const left = x.reduce((least, column) => Math.min(least, column), Number.POSITIVE_INFINITY);
    const width = x.reduce((most, column) => Math.max(most, column), 0) + 1 - left;
    this.#counts = new Int32Array(width);
    this.#top = new Int32Array(width);
    this.#bottom = new Int32Array(width);
    for (let place = 0; place < x.length; place += 1) {
      const [column, row] = [(x[place] ?? 0) - left, y[place] ?? 0];
      const isFirst = this.#counts[column] === 0;
      this.#counts[column] = (this.#counts[column] ?? 0) + 1;
      this.#top[column] = isFirst ? row : Math.min(this.#top[column] ?? 0, row);
      this.#bottom[column] = Math.max(this.#bottom[column] ?? 0, row + 1);
    }
    this.whole = { x: left, y: 0, width, height: 0 };
    this.whole = this.around(left, left + width) ?? this.whole;
  }

  /** Around the ink in the columns from `start` to `stop`; null where there is none. */
  around(start: number, stop: number): Box | null {
    const origin = this.whole.x;
    let [left, right] = [-1, 0];
    let [top, bottom] = [Number.POSITIVE_INFINITY, 0];
    for (let column = start - origin; column < stop - origin; column += 1) {
      if ((this.#counts[column] ?? 0) === 0) continue;
      if (left < 0) left = column;
      right = column + 1;
      top = Math.min(top, this.#top[column] ?? 0);
      bottom = Math.max(bottom, this.#bottom[column] ?? 0);
    }
    if (left < 0) return null;
    return { x: origin + left, y: top, width: right - left, height: bottom - top };
  }

  /** The column with the least ink from `left` to `right`; of several, the middle one. */
  thinnest(left: number, right: number): number {
    const { x, width } = this.whole;
    const one = Math.min(Math.max(Math.ceil(left) - x, 0), width - 1);
    const other = Math.min(Math.max(Math.floor(right) - x, one), width - 1);
    return x + thinnest(this.#counts, one, other);
  }
}

/** Between the letters next to a space. */
function gap(boxes: ReadonlyMap<number, Box>, index: number, whole: Box): Box {
  const places = [...boxes.keys()];
  const before = boxes.get(Math.max(...places.filter((place) => place < index)));
  const after = boxes.get(Math.min(...places.filter((place) => place > index)));
  const left = before ? before.x + before.width : whole.x;
  const right = after ? after.x : whole.x + whole.width;
  return { x: left, y: whole.y, width: Math.max(right - left, 0), height: whole.height };
}
