/** Numbers on a page, row by row. */

import type { Size } from "../../fit";

export interface Plane<Data> extends Size {
  readonly data: Data;
}

/** A byte a pixel, 0 being black. */
export type Grey = Plane<Uint8Array>;

/** 1 where something holds, else 0. */
export type Mask = Plane<Uint8Array>;

/** Rows of numbers, such as probabilities of each step. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

export type Numbers = Uint8Array | Int32Array | Float32Array | Float64Array;

/** Sets each number by its place; many times as fast as `from` with a function. */
export function filled<Data extends Numbers>(data: Data, at: (place: number) => number): Data {
  for (let place = 0; place < data.length; place += 1) data[place] = at(place);
  return data;
}

export function holds({ data }: Mask): boolean {
  return data.includes(1);
}

/** Whether it holds in each row, and in each column. */
export function spans({ width, height, data }: Mask) {
  const rows = new Uint8Array(height);
  const columns = new Uint8Array(width);
  for (let y = 0, place = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, place += 1) {
      if (data[place] !== 1) continue;
      rows[y] = 1;
      columns[x] = 1;
    }
  }
  return { rows, columns };
}
