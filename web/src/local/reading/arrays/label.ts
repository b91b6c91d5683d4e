/** Connected pieces of a mask, and their outlines; what SciPy's `ndimage` does to masks. */

import type { Mask, Plane } from "./plane";

export interface Labelled extends Plane<Int32Array> {
  /** Pieces are numbered from 1 to here, by their first pixel in reading order. */
  readonly count: number;
}

/** Numbers the pieces; `corners` says whether pixels that touch at a corner are connected. */
export function label({ width, height, data }: Mask, corners: boolean): Labelled {
  const labels = new Int32Array(width * height);
  const parents = [0];
  const join = (one: number, other: number) => {
    const [a, b] = [rootOf(parents, one), rootOf(parents, other)];
    parents[Math.max(a, b)] = Math.min(a, b);
  };
  for (let y = 0, place = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, place += 1) {
      if (data[place] !== 1) continue;
      const left = x > 0 ? (labels[place - 1] ?? 0) : 0;
      const above = y > 0 ? (labels[place - width] ?? 0) : 0;
      let own = left || above;
      if (left && above && left !== above) join(left, above);
      if (corners && y > 0 && !above) {
        const before = x > 0 ? (labels[place - width - 1] ?? 0) : 0;
        const after = x + 1 < width ? (labels[place - width + 1] ?? 0) : 0;
        own = own || before || after;
        if (after && after !== own) join(own, after);
      }
      labels[place] = own || parents.push(parents.length) - 1;
    }
  }
  return { width, height, data: labels, count: number(labels, parents) };
}

function rootOf(parents: number[], label: number): number {
  let root = label;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root] ?? 0] ?? 0;
    root = parents[root] ?? 0;
  }
  return root;
}

/** Gives each piece one number, in place. */
function number(labels: Int32Array, parents: number[]): number {
  const numbers = new Int32Array(parents.length);
  let count = 0;
  for (let place = 0; place < labels.length; place += 1) {
    const found = labels[place] ?? 0;
    if (found === 0) continue;
    const root = rootOf(parents, found);
    if (numbers[root] === 0) {
      count += 1;
      numbers[root] = count;
    }
    labels[place] = numbers[root] ?? 0;
  }
  return count;
}

/** Each pixel that holds or that touches one, at a corner too. */
export function dilate({ width, height, data }: Mask): Mask {
  const across = new Uint8Array(data);
  for (let place = 0; place < data.length; place += 1) {
    if (data[place] !== 1) continue;
    const x = place % width;
    if (x > 0) across[place - 1] = 1;
    if (x + 1 < width) across[place + 1] = 1;
  }
  const all = new Uint8Array(across);
  for (let place = 0; place < data.length; place += 1) {
    if (across[place] !== 1) continue;
    if (place >= width) all[place - width] = 1;
    if (place + width < data.length) all[place + width] = 1;
  }
  return { width, height, data: all };
}

/** Each pixel that holds and whose four neighbours do, beyond the edge being nothing. */
export function erode({ width, height, data }: Mask): Mask {
  const inner = data.map((value, place) => {
    const x = place % width;
    const whole =
      x > 0 && x + 1 < width && data[place - 1] === 1 && data[place + 1] === 1 && value === 1;
    return whole && data[place - width] === 1 && data[place + width] === 1 ? 1 : 0;
  });
  return { width, height, data: inner };
}

/** With what it surrounds. */
export function fillHoles({ width, height, data }: Mask): Mask {
  const [wide, high] = [width + 2, height + 2];
  const outside = new Uint8Array(wide * high).fill(1);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (data[y * width + x] === 1) outside[(y + 1) * wide + x + 1] = 0;
    }
  }
  const { data: labels } = label({ width: wide, height: high, data: outside }, false);
  const filled = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      filled[y * width + x] = labels[(y + 1) * wide + x + 1] === 1 ? 0 : 1;
    }
  }
  return { width, height, data: filled };
}
