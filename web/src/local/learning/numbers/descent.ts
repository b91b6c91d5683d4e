/**
 * The minimum of a smooth function of many numbers by L-BFGS (Liu & Nocedal, 1989), step by step as
 * SciPy's L-BFGS-B without bounds.
 */

import { type Spot, stride } from "./stride";

/** Steps that are remembered. */
const MEMORY = 10;
const FAR = 1e10;
const LEAST_DECREASE = 2.220446049250313e-9;
const LEAST_SLOPE = 1e-5;
const ROUNDING = 2 ** -52;

export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

interface Step {
  readonly change: Float64Array;
  readonly bend: Float64Array;
  /** The product of both. */
  readonly along: number;
}

/** Where the way led; `breathe` is waited for before each look at the function. */
export async function descend(
  slopeAt: (place: Float64Array) => Slope,
  start: Float64Array,
  passes: number,
  breathe: () => Promise<void>,
): Promise<Float64Array> {
  let place = start.slice();
  let here = slopeAt(place);
  let steps: readonly Step[] = [];
  for (let pass = 0; pass < passes && steepest(here.gradient) > LEAST_SLOPE; pass += 1) {
    const found = await step(pass === 0);
    if (!found) break;
    const decrease = here.value - found.value;
    const scale = Math.max(Math.abs(here.value), Math.abs(found.value), 1);
    [place, here] = [found.place, found];
    if (decrease <= LEAST_DECREASE * scale) break;
  }
  return place;

  async function step(isFirst: boolean) {
    const direction = directionFrom(here.gradient, steps);
    const slope = dot(direction, here.gradient);
    const looked = slope < 0 ? await along(direction, slope, isFirst) : null;
    if (looked) return looked;
    // What is remembered misleads: once more straight down.
    if (steps.length === 0) return null;
    steps = [];
    const down = here.gradient.map((value) => -value);
    return along(down, dot(down, here.gradient), false);
  }

  async function along(direction: Float64Array, slope: number, isFirst: boolean) {
    const first = isFirst ? Math.min(1 / Math.sqrt(dot(direction, direction)), FAR) : 1;
    let last = { place, ...here };
    const spot = await stride({ at: 0, value: here.value, slope }, first, FAR, async (at) => {
      await breathe();
      const there = place.map((value, index) => value + at * (direction[index] ?? 0));
      last = { place: there, ...slopeAt(there) };
      return { at, value: last.value, slope: dot(last.gradient, direction) } satisfies Spot;
    });
    if (!spot) return null;
    remember(direction, spot, slope, last.gradient);
    return last;
  }

  function remember(direction: Float64Array, spot: Spot, slope: number, gradient: Float64Array) {
    const bent = (spot.slope - slope) * spot.at;
    if (bent <= ROUNDING * -slope * spot.at) return;
    const change = direction.map((value) => value * spot.at);
    const bend = gradient.map((value, index) => value - (here.gradient[index] ?? 0));
    steps = [...steps, { change, bend, along: bent }].slice(-MEMORY);
  }
}

/** Down, as the remembered steps say that the function bends. */
function directionFrom(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares = new Map<Step, number>();
  for (const one of steps.toReversed()) {
    const share = dot(one.change, direction) / one.along;
    shares.set(one, share);
    add(direction, one.bend, -share);
  }
  const last = steps.at(-1);
  if (last) {
    const scale = last.along / dot(last.bend, last.bend);
    add(direction, direction, scale - 1);
  }
  for (const one of steps) {
    const share = (shares.get(one) ?? 0) - dot(one.bend, direction) / one.along;
    add(direction, one.change, share);
  }
  return direction;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let index = 0; index < to.length; index += 1) {
    to[index] = (to[index] ?? 0) + times * (what[index] ?? 0);
  }
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

function steepest(gradient: Float64Array): number {
  return gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
