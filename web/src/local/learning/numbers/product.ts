/** Products of matrices of any size, through the kernel's small memory. */

import { BLOCK, type Kernel, makeKernel, PANEL } from "./kernel";
import { type Matrix, matrix } from "./matrix";

const PAGE = 65536;

/** Rows that are in the kernel's memory at once, so that it stays near to the processor. */
const ROWS = 64;

let made: Kernel | null = null;

/** `a`·`b`ᵀ, as many rows as `a` has and as many columns as `b` has rows. */
export function timesTransposed(a: Matrix, b: Matrix): Matrix {
  const [depth, panels] = [a.columns, Math.ceil(b.rows / PANEL)];
  const found = matrix(a.rows, b.rows);
  if (depth === 0 || b.rows === 0) return found;
  const { kernel, places } = roomFor(ROWS * depth, panels * PANEL * depth, ROWS * panels * PANEL);
  const [aAt, bAt, cAt] = places;
  packTransposed(new Float32Array(kernel.memory.buffer, bAt, panels * PANEL * depth), b);
  const sums = new Float32Array(kernel.memory.buffer, cAt, ROWS * panels * PANEL);
  const part = new Float32Array(kernel.memory.buffer, aAt, ROWS * depth);
  for (let start = 0; start < a.rows; start += ROWS) {
    const rows = Math.min(ROWS, a.rows - start);
    part.set(a.data.subarray(start * depth, (start + rows) * depth));
    sums.fill(0);
    kernel.product(aAt, bAt, cAt, upTo(rows, BLOCK), depth, panels, 4 * depth, 4);
    for (let row = 0; row < rows; row += 1) {
      const from = row * panels * PANEL;
      found.data.set(sums.subarray(from, from + b.rows), (start + row) * b.rows);
    }
  }
  return found;
}

/** `a`ᵀ·`b`, as many rows as `a` has columns and as many columns as `b` has. */
export function transposedTimes(a: Matrix, b: Matrix): Matrix {
  const [wide, panels] = [upTo(b.columns, BLOCK), Math.ceil(a.columns / PANEL)];
  const found = matrix(a.columns, b.columns);
  if (a.rows === 0 || a.columns === 0) return found;
  // Summed the other way round, since a bank is far wider than there are labels.
  const { kernel, places } = roomFor(
    (ROWS + 1) * wide,
    panels * PANEL * ROWS,
    wide * panels * PANEL,
  );
  const [bAt, aAt, cAt] = places;
  const packed = new Float32Array(kernel.memory.buffer, aAt, panels * PANEL * ROWS);
  const part = new Float32Array(kernel.memory.buffer, bAt, ROWS * b.columns);
  const sums = new Float32Array(kernel.memory.buffer, cAt, wide * panels * PANEL).fill(0);
  for (let start = 0; start < a.rows; start += ROWS) {
    const rows = Math.min(ROWS, a.rows - start);
    part.set(b.data.subarray(start * b.columns, (start + rows) * b.columns));
    pack(packed, a, start, rows);
    kernel.product(bAt, aAt, cAt, wide, rows, panels, 4, 4 * b.columns);
  }
  for (let row = 0; row < b.columns; row += 1) {
    for (let column = 0; column < a.columns; column += 1) {
      found.data[column * b.columns + row] = sums[row * panels * PANEL + column] ?? 0;
    }
  }
  return found;
}

/** `b`'s rows as the columns of panels. */
function packTransposed(panels: Float32Array, { rows, columns, data }: Matrix): void {
  panels.fill(0);
  for (let row = 0; row < rows; row += 1) {
    let to = Math.floor(row / PANEL) * PANEL * columns + (row % PANEL);
    for (let from = row * columns; from < (row + 1) * columns; from += 1) {
      panels[to] = data[from] ?? 0;
      to += PANEL;
    }
  }
}

/** Some rows of `a` in panels. */
function pack(panels: Float32Array, a: Matrix, start: number, rows: number): void {
  const { columns, data } = a;
  for (let left = 0; left < columns; left += PANEL) {
    const most = Math.min(PANEL, columns - left);
    for (let row = 0; row < rows; row += 1) {
      const to = left * rows + row * PANEL;
      const from = (start + row) * columns + left;
      for (let place = 0; place < PANEL; place += 1) {
        panels[to + place] = place < most ? (data[from + place] ?? 0) : 0;
      }
    }
  }
}

/** The kernel, and where in its memory so many numbers each have their place. */
function roomFor(...lengths: readonly [number, number, number]) {
  made ??= makeKernel();
  const places = [0, 0, 0] as [number, number, number];
  let end = 0;
  for (const [index, length] of lengths.entries()) {
    places[index] = end;
    end = upTo(end + 4 * length, 16);
  }
  const missing = Math.ceil(end / PAGE) - made.memory.buffer.byteLength / PAGE;
  if (missing > 0) made.memory.grow(missing);
  return { kernel: made, places };
}

function upTo(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
