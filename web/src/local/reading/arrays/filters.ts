/** Means over neighbours, as SciPy's `ndimage` computes them: sums in the same order. */

import type { Plane } from "./plane";

/** Standard deviations to either side that a Gaussian mean looks at. */
const TRUNCATE = 4;

/** Where a line goes on beyond its ends: mirrored, or as nothing. */
type Beyond = "mirrored" | "nothing";

export function gaussianLine(values: Float64Array, deviation: number): Float64Array {
  const weights = gaussian(deviation);
  const line = extended(values, weights.length >> 1, weights.length >> 1, "nothing");
  return weighted(line, weights, values.length);
}

export function gaussianPlane(
  { width, height, data }: Plane<Float32Array>,
  deviation: number,
): Float32Array {
  const weights = gaussian(deviation);
  const reach = weights.length >> 1;
  const smooth = (line: Float64Array) =>
    weighted(extended(line, reach, reach, "mirrored"), weights, line.length);
  const found = new Float32Array(data);
  return alongRows(alongColumns(found, width, height, smooth), width, height, smooth);
}

/** The mean over `window` by `window` neighbours, rows by columns. */
export function uniformPlane(
  { width, height, data }: Plane<Float64Array>,
  [rows, columns]: readonly [number, number],
): Float64Array {
  const found = new Float64Array(data);
  alongColumns(found, width, height, (line) => running(line, rows));
  return alongRows(found, width, height, (line) => running(line, columns));
}

function gaussian(deviation: number): Float64Array {
  const reach = Math.trunc(TRUNCATE * deviation + 0.5);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, index) =>
    Math.exp((-0.5 / (deviation * deviation)) * (index - reach) ** 2),
  );
  const total = weights.reduce((all, one) => all + one, 0);
  return weights.map((weight) => weight / total);
}

function weighted(line: Float64Array, weights: Float64Array, length: number): Float64Array {
  const reach = weights.length >> 1;
  const found = new Float64Array(length);
  for (let place = 0; place < length; place += 1) {
    const middle = place + reach;
    let sum = (line[middle] ?? 0) * (weights[reach] ?? 0);
    for (let away = reach; away > 0; away -= 1) {
      const both = (line[middle - away] ?? 0) + (line[middle + away] ?? 0);
      sum += both * (weights[reach - away] ?? 0);
    }
    found[place] = sum;
  }
  return found;
}

/** Means of `size` neighbours, of which half lie before; even sizes look farther back. */
function running(values: Float64Array, size: number): Float64Array {
  const before = size >> 1;
  const line = extended(values, before, size - before - 1, "mirrored");
  const found = new Float64Array(values.length);
  let mean = 0;
  for (let index = 0; index < size; index += 1) mean += line[index] ?? 0;
  mean /= size;
  found[0] = mean;
  for (let place = 1; place < values.length; place += 1) {
    mean += ((line[place + size - 1] ?? 0) - (line[place - 1] ?? 0)) / size;
    found[place] = mean;
  }
  return found;
}

function extended(values: Float64Array, before: number, after: number, beyond: Beyond) {
  const { length } = values;
  const line = new Float64Array(before + length + after);
  line.set(values, before);
  if (beyond === "nothing") return line;
  for (let place = 0; place < line.length; place += 1) {
    const away = (((place - before) % (2 * length)) + 2 * length) % (2 * length);
    line[place] = values[away < length ? away : 2 * length - 1 - away] ?? 0;
  }
  return line;
}

type Filter = (line: Float64Array) => Float64Array;

/** In place. */
function alongRows<Data extends Float32Array | Float64Array>(
  data: Data,
  width: number,
  height: number,
  to: Filter,
) {
  for (let y = 0; y < height; y += 1) {
    data.set(to(new Float64Array(data.subarray(y * width, (y + 1) * width))), y * width);
  }
  return data;
}

/** In place. */
function alongColumns<Data extends Float32Array | Float64Array>(
  data: Data,
  width: number,
  height: number,
  to: Filter,
) {
  const line = new Float64Array(height);
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) line[y] = data[y * width + x] ?? 0;
    const found = to(line);
    for (let y = 0; y < height; y += 1) data[y * width + x] = found[y] ?? 0;
  }
  return data;
}
