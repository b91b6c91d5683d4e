/**
 * Parts of a line that can be decoded one by one, each with the texts that it may say; see
 * vistazo/runtime/text/sections.py.
 *
 * Where a step is surely blank, what stands before it and after it are independent: the texts of a
 * line are all combinations of the texts of its sections, so that a few for each section are many
 * more for the line than a search over the whole line keeps.
 */

import type { Table } from "./arrays/plane";
import { type Columns, candidates } from "./ctc";

/** Probability of the blank at a step that parts two sections. */
const SURE = 0.9999;
/** Texts of a section. */
const MOST = 12;
/** A text so many times less probable than the best one is left out. */
const REACH = 1e-3;
const LEAST = 1e-12;

/** A text that a section may say. */
export interface Candidate {
  readonly text: Columns;
  /** Logarithm of its probability, up to a constant of the section. */
  readonly score: number;
  /** The steps of the line at which each character is said first, and last. */
  readonly first: readonly number[];
  readonly last: readonly number[];
}

interface Span {
  readonly start: number;
  readonly stop: number;
}

/** The sections of a line, the most probable text of each first. */
export function findSections(probability: Table): readonly (readonly Candidate[])[] {
  const data = probability.data.map((value) => Math.log(Math.max(value, LEAST)));
  const logs = { ...probability, data };
  return spansOf(probability).map((span) => {
    const found = candidates(probability, span.start, span.stop).slice(0, MOST);
    const least = REACH * (found[0]?.share ?? 0);
    return found
      .filter(({ share }) => share > least)
      .map(({ text, share }) => ({ text, score: Math.log(share), ...placesOf(logs, span, text) }));
  });
}

function spansOf({ rows, columns, data }: Table): readonly Span[] {
  const spans: Span[] = [];
  let start: number | null = null;
  for (let step = 0; step <= rows; step += 1) {
    const isBusy = step < rows && (data[step * columns] ?? 1) < SURE;
    if (isBusy) start ??= step;
    else if (start !== null) {
      spans.push({ start, stop: step });
      start = null;
    }
  }
  return spans;
}

/** Where each character of a text is said, over its most probable path through a section. */
function placesOf(logs: Table, { start, stop }: Span, text: Columns) {
  const { columns, data } = logs;
  const states = 2 * text.length + 1;
  const column = (state: number) => (state % 2 === 1 ? (text[state >> 1] ?? 0) : 0);
  const came = new Uint8Array((stop - start) * states);
  let current = new Float64Array(states).fill(Number.NEGATIVE_INFINITY);
  for (let state = 0; state < Math.min(2, states); state += 1) {
    current[state] = data[start * columns + column(state)] ?? 0;
  }
  for (let step = start + 1; step < stop; step += 1) {
    const before = current;
    current = before.map((stayed, state) => {
      let [best, way] = [stayed, 0];
      const next = state >= 1 ? (before[state - 1] ?? 0) : Number.NEGATIVE_INFINITY;
      if (next > best) [best, way] = [next, 1];
      const mayJoin = state % 2 === 1 && state >= 3 && column(state) !== column(state - 2);
      const joined = mayJoin ? (before[state - 2] ?? 0) : Number.NEGATIVE_INFINITY;
      if (joined > best) [best, way] = [joined, 2];
      came[(step - start) * states + state] = way;
      return best + (data[step * columns + column(state)] ?? 0);
    });
  }
  return stretches(current, came, start, text.length);
}

function stretches(end: Float64Array, came: Uint8Array, start: number, length: number) {
  const states = end.length;
  const first = Array<number>(length).fill(start);
  const last = Array<number>(length).fill(start);
  let state = states - 1;
  if (length > 0 && !((end[state] ?? 0) >= (end[state - 1] ?? 0))) state -= 1;
  const seen = new Set<number>();
  for (let step = came.length / states - 1; step >= 0; step -= 1) {
    if (state % 2 === 1) {
      const place = state >> 1;
      if (!seen.has(place)) last[place] = start + step;
      first[place] = start + step;
      seen.add(place);
    }
    state -= came[step * states + state] ?? 0;
  }
  return { first, last };
}
