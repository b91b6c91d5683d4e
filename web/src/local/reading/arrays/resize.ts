/** Pictures made smaller and larger, number for number as Pillow does it. */

import type { Size } from "../../fit";
import { meanOf } from "../../pixels";
import type { Grey, Mask, Plane } from "./plane";

/** Bits behind the point of a weight where pixels are bytes. */
const PRECISION = 2 ** 22;

interface Weights {
  readonly start: number;
  readonly shares: readonly number[];
}

type Kernel = { readonly reach: number; at(away: number): number };

const BOX: Kernel = { reach: 0.5, at: (away) => (away > -0.5 && away <= 0.5 ? 1 : 0) };
const TENT: Kernel = { reach: 1, at: (away) => Math.max(0, 1 - Math.abs(away)) };

/** Each pixel the mean of `factor` by `factor` others; what is left at the edges, of fewer. */
export function reduceGrey(page: Grey, factor: number): Grey {
  const width = Math.ceil(page.width / factor);
  const height = Math.ceil(page.height / factor);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const high = Math.min(factor, page.height - y * factor);
    for (let x = 0; x < width; x += 1) {
      const wide = Math.min(factor, page.width - x * factor);
      let sum = 0;
      for (let down = 0; down < high; down += 1) {
        const start = (y * factor + down) * page.width + x * factor;
        for (let place = start; place < start + wide; place += 1) sum += page.data[place] ?? 0;
      }
      data[y * width + x] = meanOf(sum, wide * high);
    }
  }
  return { width, height, data };
}

/** Numbers between those of a coarse plane, by straight lines. */
export function enlarge(plane: Plane<Float32Array>, { width, height }: Size): Float32Array {
  const wide = new Float32Array(width * plane.height);
  each(weightsOf(TENT, plane.width, width), ({ start, shares }, x) => {
    for (let y = 0; y < plane.height; y += 1) {
      wide[y * width + x] = dot(shares, plane.data, y * plane.width + start, 1);
    }
  });
  if (height === plane.height) return wide;
  const found = new Float32Array(width * height);
  each(weightsOf(TENT, plane.height, height), ({ start, shares }, y) => {
    for (let x = 0; x < width; x += 1) {
      found[y * width + x] = dot(shares, wide, start * width + x, width);
    }
  });
  return found;
}

/** The nearest value of a coarse mask. */
export function enlargeMask(mask: Mask, { width, height }: Size): Uint8Array {
  const columns = nearest(mask.width, width);
  const rows = nearest(mask.height, height);
  const found = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const start = (rows[y] ?? 0) * mask.width;
    for (let x = 0; x < width; x += 1) {
      found[y * width + x] = mask.data[start + (columns[x] ?? 0)] ?? 0;
    }
  }
  return found;
}

/** Each pixel the mean of those that it covers. */
export function shrink(picture: Grey, { width, height }: Size): Grey {
  const narrow = new Uint8Array(width * picture.height);
  each(whole(weightsOf(BOX, picture.width, width)), ({ start, shares }, x) => {
    for (let y = 0; y < picture.height; y += 1) {
      narrow[y * width + x] = byte(dot(shares, picture.data, y * picture.width + start, 1));
    }
  });
  const data = new Uint8Array(width * height);
  each(whole(weightsOf(BOX, picture.height, height)), ({ start, shares }, y) => {
    for (let x = 0; x < width; x += 1) {
      data[y * width + x] = byte(dot(shares, narrow, start * width + x, width));
    }
  });
  return { width, height, data };
}

function weightsOf(kernel: Kernel, from: number, to: number): readonly Weights[] {
  const scale = from / to;
  const widened = Math.max(scale, 1);
  const reach = kernel.reach * widened;
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - reach + 0.5));
    const stop = Math.min(from, Math.trunc(centre + reach + 0.5));
    const parts = Array.from({ length: stop - start }, (_, place) =>
      kernel.at((place + start - centre + 0.5) * (1 / widened)),
    );
    const total = parts.reduce((all, part) => all + part, 0);
    return { start, shares: total === 0 ? parts : parts.map((part) => part / total) };
  });
}

function whole(weights: readonly Weights[]): readonly Weights[] {
  return weights.map(({ start, shares }) => ({
    start,
    shares: shares.map((share) => Math.trunc(share * PRECISION + Math.sign(share) * 0.5)),
  }));
}

function byte(sum: number): number {
  return Math.min(255, Math.max(0, Math.floor((sum + PRECISION / 2) / PRECISION)));
}

function dot(shares: readonly number[], data: ArrayLike<number>, from: number, step: number) {
  let total = 0;
  for (let index = 0; index < shares.length; index += 1) {
    total += (data[from + index * step] ?? 0) * (shares[index] ?? 0);
  }
  return total;
}

function nearest(from: number, to: number): Int32Array {
  const found = new Int32Array(to);
  const scale = from / to;
  let at = scale * 0.5;
  for (let index = 0; index < to; index += 1, at += scale) found[index] = Math.trunc(at);
  return found;
}

function each<Item>(items: readonly Item[], act: (item: Item, index: number) => void): void {
  items.forEach(act);
}
