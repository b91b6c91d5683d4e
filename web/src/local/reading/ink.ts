/**
 * What on a page is ink: light may be uneven, ink darker or lighter than the ground. See
 * vistazo/runtime/text/ink.py.
 */

import { gaussianPlane } from "./arrays/filters";
import { label } from "./arrays/label";
import { medianOfCounts, selectGreatest } from "./arrays/numbers";
import { filled, type Grey, type Mask, type Plane } from "./arrays/plane";
import { aboveUnevenGround } from "./ground";

/** Grey levels by which a drawing's ground differs from itself at most. */
const EVEN = 4;
/** It takes the first share of the edge, or half of the edge and the second share of the whole. */
const EDGE = 0.9;
const AREA = 0.75;
/** A piece of ink reaches the first share of the darkest ink somewhere, the second everywhere. */
const SURE = 0.3;
const FAINT = 0.17;
/** So it does these numbers of standard deviations of the ground's noise, … */
const NOISY = 5;
const QUIET = 3.5;
/** … and these numbers of grey levels. */
const VISIBLE = 16;
const BARELY = 8;
/** How many pixels reach the darkest ink, so that a single one is not it. */
const PEAK_PIXELS = 16;
/** Noise of more grey levels than this is smoothed. */
const GRAIN = 1.5;
/** Rows in which noise is looked for, about. */
const NOISE_ROWS = 400;

export interface Inked {
  /** How strongly each pixel is inked, from 0, the ground, to 1. */
  readonly strength: Plane<Float32Array>;
  /** What is ink at all. */
  readonly ink: Mask;
}

export function findInk(page: Grey): Inked {
  const { width, height } = page;
  let strength = aboveEvenGround(page) ?? aboveUnevenGround(page);
  let noise = noiseOf(page);
  if (noise > GRAIN) {
    strength = gaussianPlane({ width, height, data: strength }, 0.7);
    // What Gaussian smoothing leaves of white noise: 1 / (2 sqrt(pi) 0.7).
    noise *= 0.4;
  }
  const rank = Math.min(PEAK_PIXELS, 1 + Math.floor(strength.length / 50));
  const peak = selectGreatest(new Float32Array(strength), rank);
  const ground = Math.max(FAINT * peak, QUIET * noise, BARELY);
  const ink = reaching(
    { width, height, data: exceeding(strength, ground) },
    exceeding(strength, Math.max(SURE * peak, NOISY * noise, VISIBLE)),
  );
  const low = Math.fround(Math.min(QUIET * noise, ground));
  const scale = Math.fround(Math.max(peak - Math.min(QUIET * noise, ground), 1));
  const scaled = strength.map((value) =>
    Math.min(1, Math.max(0, Math.fround(value - low) / scale)),
  );
  return { strength: { width, height, data: scaled }, ink };
}

function exceeding(values: Float32Array, level: number): Uint8Array {
  const limit = Math.fround(level);
  return filled(new Uint8Array(values.length), (place) => ((values[place] ?? 0) > limit ? 1 : 0));
}

/** The pieces of a mask that are sure somewhere. */
function reaching(mask: Mask, sure: Uint8Array): Mask {
  const { data, count } = label(mask, true);
  const kept = new Uint8Array(count + 1);
  for (let place = 0; place < sure.length; place += 1) {
    if (sure[place] === 1) kept[data[place] ?? 0] = 1;
  }
  kept[0] = 0;
  const isInk = (place: number) => kept[data[place] ?? 0] ?? 0;
  return { ...mask, data: filled(new Uint8Array(data.length), isInk) };
}

/** Grey levels above the ground of a drawing or a screenshot; null where light is uneven. */
function aboveEvenGround(page: Grey): Float32Array | null {
  const edge = edgeCounts(page);
  const middle = medianOfCounts(edge);
  const whole = new Float64Array(256);
  for (const value of page.data) whole[value] = (whole[value] ?? 0) + 1;
  const atEdge = evenShare(edge, middle);
  if (atEdge < EDGE && (atEdge < 0.5 || evenShare(whole, middle) < AREA)) return null;
  const total = whole.reduce((all, count, value) => all + count * (value - middle), 0);
  const sign = total >= 0 ? 1 : -1;
  const above = (place: number) => sign * ((page.data[place] ?? 0) - middle);
  return filled(new Float32Array(page.data.length), above);
}

/** How often each grey level occurs at the edge; corners count twice. */
function edgeCounts({ width, height, data }: Grey): Float64Array {
  const counts = new Float64Array(256);
  const count = (place: number) => {
    const value = data[place] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
  };
  for (let x = 0; x < width; x += 1) {
    count(x);
    count((height - 1) * width + x);
  }
  for (let y = 0; y < height; y += 1) {
    count(y * width);
    count((y + 1) * width - 1);
  }
  return counts;
}

function evenShare(counts: Float64Array, middle: number): number {
  let [even, all] = [0, 0];
  for (let value = 0; value < counts.length; value += 1) {
    const count = counts[value] ?? 0;
    all += count;
    if (Math.abs(value - middle) <= EVEN) even += count;
  }
  return even / all;
}

/** Standard deviation of the ground's noise: most neighbours differ by nothing else. */
function noiseOf({ width, height, data }: Grey): number {
  if (width < 2) return 0;
  const counts = new Float64Array(256);
  const step = Math.max(1, Math.floor(height / NOISE_ROWS));
  for (let y = 0; y < height; y += step) {
    for (let place = y * width + 1; place < (y + 1) * width; place += 1) {
      const apart = Math.abs((data[place] ?? 0) - (data[place - 1] ?? 0));
      counts[apart] = (counts[apart] ?? 0) + 1;
    }
  }
  return (1.4826 * medianOfCounts(counts)) / 2 ** 0.5;
}
