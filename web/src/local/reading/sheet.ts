/** A light sheet of paper on a darker table; see vistazo/runtime/text/sheet.py. */

import { erode, fillHoles, label } from "./arrays/label";
import { greatest, histogram, sum } from "./arrays/numbers";
import { filled, holds, type Mask, type Plane, spans } from "./arrays/plane";

/** Grey levels by which paper is lighter than the table. */
const APART = 25;
/** Share of the picture's edge that is table. */
const AROUND = 0.6;
/** Share of the picture's width, and of its height, that the sheet spans. */
const SIDE = 0.3;
/** Share of its box that it fills; it may lie a little turned. */
const FULL = 0.75;
/** Share of it that may be covered with ink. */
const WRITTEN = 0.35;
const LEVELS = 64;

/**
 * Which cells of a coarse picture are paper; all of them where no table is seen. Each cell is the
 * mean of a block of pixels, in grey levels.
 */
export function findSheet(coarse: Plane<Float64Array>): Mask {
  const { width, height, data } = coarse;
  const everything = { width, height, data: new Uint8Array(data.length).fill(1) };
  const level = threshold(data);
  const isLight = (place: number) => ((data[place] ?? 0) > level ? 1 : 0);
  const light = { width, height, data: filled(new Uint8Array(data.length), isLight) };
  if (!light.data.includes(0) || !holds(light)) return everything;
  if (1 - edgeShare(light) < AROUND || contrast(data, light.data) < APART) return everything;
  const labelled = label(light, false);
  const counts = new Float64Array(labelled.count + 1);
  for (const piece of labelled.data) counts[piece] = (counts[piece] ?? 0) + 1;
  const number = greatest(counts, 1);
  const isLargest = (place: number) => (labelled.data[place] === number ? 1 : 0);
  const largest = { width, height, data: filled(new Uint8Array(data.length), isLargest) };
  const sheet = fillHoles(largest);
  if (!isSheet(largest, sheet)) return everything;
  // Cells at its edge hold some of the table.
  const inner = erode(erode(sheet));
  return holds(inner) ? inner : everything;
}

function isSheet(largest: Mask, sheet: Mask): boolean {
  const { rows, columns } = spans(largest);
  const high = rows.lastIndexOf(1) - rows.indexOf(1) + 1;
  const wide = columns.lastIndexOf(1) - columns.indexOf(1) + 1;
  const area = sum(sheet.data);
  const written = 1 - sum(largest.data) / area;
  const reaches = high >= SIDE * sheet.height && wide >= SIDE * sheet.width;
  return reaches && area >= FULL * high * wide && written <= WRITTEN;
}

function edgeShare({ width, height, data }: Mask): number {
  let found = 0;
  for (let x = 0; x < width; x += 1) {
    found += (data[x] ?? 0) + (data[(height - 1) * width + x] ?? 0);
  }
  for (let y = 0; y < height; y += 1) {
    found += (data[y * width] ?? 0) + (data[(y + 1) * width - 1] ?? 0);
  }
  return found / (2 * (width + height));
}

/** Grey levels by which what is light is lighter than the rest, on average. */
function contrast(values: Float64Array, light: Uint8Array): number {
  const sums = [0, 0];
  for (let place = 0; place < values.length; place += 1) {
    const side = light[place] ?? 0;
    sums[side] = (sums[side] ?? 0) + (values[place] ?? 0);
  }
  const lit = sum(light);
  return (sums[1] ?? 0) / lit - (sums[0] ?? 0) / (values.length - lit);
}

/** The level that parts the values into two groups with the least variance (Otsu 1979). */
function threshold(values: Float64Array): number {
  const { counts, bounds } = histogram(values, LEVELS);
  const middles = counts.map((_, bin) => ((bounds[bin + 1] ?? 0) + (bounds[bin] ?? 0)) / 2);
  const weighed = counts.map((count, bin) => count * (middles[bin] ?? 0));
  const all = sum(weighed);
  let [below, gathered] = [0, 0];
  const variances = counts.subarray(0, -1).map((count, bin) => {
    below += count;
    gathered += weighed[bin] ?? 0;
    const above = values.length - below;
    const low = gathered / Math.max(below, 1);
    const high = (all - gathered) / Math.max(above, 1);
    return below * above * (high - low) ** 2;
  });
  return bounds[1 + greatest(variances)] ?? 0;
}
