/**
 * Strokes as data. A board is one unit high and `aspect` units wide, whatever the screen: (0, 0) is
 * the top left corner, (aspect, 1) the bottom right one; a stroke's width is a part of the height.
 */

export type Tool = "pen" | "eraser";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Stroke {
  readonly tool: Tool;
  readonly width: number;
  readonly points: readonly Point[];
}

/** Nearer points than this change no pixel of any picture; leaving them out bounds long strokes. */
const SHORTEST_STEP = 0.0015;

/** Points far outside the board are of no use and would only grow the numbers. */
const MARGIN = 0.5;

function withinReach(value: number, length: number): number {
  return Math.min(length + MARGIN, Math.max(-MARGIN, value));
}

/** A stroke that is being drawn: its points may grow until `finish`. */
export class GrowingStroke implements Stroke {
  readonly tool: Tool;
  readonly width: number;
  readonly #aspect: number;
  readonly #points: Point[] = [];

  constructor(tool: Tool, width: number, first: Point, aspect = 1) {
    this.tool = tool;
    this.width = width;
    this.#aspect = aspect;
    this.add(first);
  }

  get points(): readonly Point[] {
    return this.#points;
  }

  /** Adds a point unless it is no number or too near to the last one; says whether it did. */
  add(point: Point): boolean {
    if (!Number.isFinite(point.x) || !Number.isFinite(point.y)) return false;
    const next = { x: withinReach(point.x, this.#aspect), y: withinReach(point.y, 1) };
    const last = this.#points.at(-1);
    if (last && Math.hypot(next.x - last.x, next.y - last.y) < SHORTEST_STEP) return false;
    this.#points.push(next);
    return true;
  }

  finish(): Stroke {
    return { tool: this.tool, width: this.width, points: [...this.#points] };
  }
}
