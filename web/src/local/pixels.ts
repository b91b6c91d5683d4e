/** Pixels as a decoder gives them: made smaller, laid on paper, and grey where that is wanted. */

import type { Size } from "./fit";

/** Grey levels; ink that stands out less from the ground than this cannot be seen on it. */
const VISIBLE = 16;
const PAPER = 255;

/** Red, green, blue and cover, a byte each; the colours are those of the cover's share. */
export interface Covered extends Size {
  readonly rgba: Uint8ClampedArray;
}

/** Gathers rows of a picture, `factor` by `factor` pixels to one. */
export class Reducer {
  readonly #factor: number;
  readonly #size: Size;
  readonly #rgba: Uint8ClampedArray;

  constructor({ width, height }: Size, factor: number) {
    this.#factor = factor;
    this.#size = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
    this.#rgba = new Uint8ClampedArray(this.#size.width * this.#size.height * 4);
  }

  /** Takes rows from `top` on, a multiple of the factor; RGBA whose colours know no cover. */
  add(top: number, width: number, rgba: Uint8ClampedArray): void {
    cover(rgba);
    const factor = this.#factor;
    if (factor === 1) {
      this.#rgba.set(rgba, top * width * 4);
      return;
    }
    const rows = rgba.length / 4 / width;
    for (let row = 0; row < rows; row += factor) {
      const block = { row, high: Math.min(factor, rows - row), width, factor };
      const line = ((top + row) / factor) * this.#size.width;
      for (let channel = 0; channel < 4; channel += 1) {
        meansOf(rgba, channel, block, this.#rgba, line * 4 + channel);
      }
    }
  }

  picture(): Covered {
    return { ...this.#size, rgba: this.#rgba };
  }
}

/** Lets each colour count by its cover, in place. */
function cover(rgba: Uint8ClampedArray): void {
  for (let place = 3; place < rgba.length; place += 4) {
    const share = (rgba[place] ?? 0) / 255;
    if (share === 1) continue;
    for (let back = 1; back <= 3; back += 1) rgba[place - back] = (rgba[place - back] ?? 0) * share;
  }
}

interface Block {
  readonly row: number;
  readonly high: number;
  readonly width: number;
  readonly factor: number;
}

/** Writes one channel's means of a row of blocks, every fourth number of `means` from `to` on. */
function meansOf(
  rgba: Uint8ClampedArray,
  channel: number,
  { row, high, width, factor }: Block,
  means: Uint8ClampedArray,
  to: number,
): void {
  for (let left = 0; left < width; left += factor) {
    const wide = Math.min(factor, width - left);
    let sum = 0;
    for (let down = 0; down < high; down += 1) {
      const start = ((row + down) * width + left) * 4 + channel;
      for (let place = start; place < start + wide * 4; place += 4) sum += rgba[place] ?? 0;
    }
    means[to + (left / factor) * 4] = meanOf(sum, wide * high);
  }
}

/** In 32 bits, as Pillow divides: what is exactly half or whole may lie one lower. */
export function meanOf(sum: number, count: number): number {
  const share = Math.floor(2 ** 24 / count);
  return Math.floor(((sum + (count >> 1)) * share) / 2 ** 24);
}

/** RGB on white paper; on black where nothing could be seen on white. */
export function layOnPaper({ rgba }: Covered): Uint8Array<ArrayBuffer> {
  const white = layOn(rgba, PAPER);
  const covers = spread(rgba, 3, 4);
  if (covers === 0 || contrast(white) >= VISIBLE) return white;
  const black = layOn(rgba, 0);
  return contrast(black) > contrast(white) ? black : white;
}

/** Luma as ITU-R BT.601 has it, in the integers that decoders use. */
export function toGrey(rgb: Uint8Array): Uint8Array<ArrayBuffer> {
  const grey = new Uint8Array(rgb.length / 3);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 1) {
    const [red, green, blue] = [rgb[from] ?? 0, rgb[from + 1] ?? 0, rgb[from + 2] ?? 0];
    grey[to] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }
  return grey;
}

/** Grey pixels as a decoder would give them. */
export function toCovered(grey: Uint8Array): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(grey.length * 4);
  for (let place = 0; place < rgba.length; place += 1) {
    rgba[place] = place % 4 === 3 ? 255 : (grey[Math.floor(place / 4)] ?? 0);
  }
  return rgba;
}

function layOn(rgba: Uint8ClampedArray, ground: number): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const bare = Math.round((ground * (255 - (rgba[from + 3] ?? 0))) / 255);
    rgb[to] = (rgba[from] ?? 0) + bare;
    rgb[to + 1] = (rgba[from + 1] ?? 0) + bare;
    rgb[to + 2] = (rgba[from + 2] ?? 0) + bare;
  }
  return rgb;
}

function contrast(rgb: Uint8Array): number {
  return Math.max(...[0, 1, 2].map((channel) => spread(rgb, channel, 3)));
}

/** Between the least and the greatest of every `step`th number from `first` on. */
function spread(values: ArrayLike<number>, first: number, step: number): number {
  let [least, greatest] = [255, 0];
  for (let index = first; index < values.length; index += step) {
    const value = values[index] ?? 0;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return greatest - least;
}
