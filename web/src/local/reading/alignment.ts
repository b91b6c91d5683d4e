/**
 * Where each character of a text was said, and what else it could have been; see
 * vistazo/runtime/text/alignment.py.
 */

import type { Table } from "./arrays/plane";
import type { Columns } from "./ctc";
import { Lattice } from "./lattice";

/** No label is ruled out at any step: every text that fits can be aligned. */
const LEAST = 1e-12;

export interface Alignment {
  /** The first step of each character's most probable stretch, and the last one. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /**
   * A row for each character: the probability of each label in its place, the rest of the text
   * being as it is; column 0 is that nothing stands there. Rows sum to 1.
   */
  readonly alternatives: Table;
}

/** Aligns a text of at least one column with the steps that say it. */
export function align(given: Table, text: Columns): Alignment {
  const probability = { ...given, data: given.data.map((value) => Math.max(value, LEAST)) };
  const lattice = new Lattice(probability, text);
  const path = lattice.bestPath();
  const first = text.map((_, place) => path.indexOf(2 * place + 1));
  const last = text.map((_, place) => path.lastIndexOf(2 * place + 1));
  if (first.includes(-1)) throw new RangeError(`${given.rows} steps cannot say the text`);
  return { first, last, alternatives: alternativesOf(probability, text, lattice) };
}

/** Sums over every path of the text with one of its labels replaced, or left out. */
function alternativesOf(probability: Table, text: Columns, lattice: Lattice): Table {
  const { columns } = probability;
  const data = new Float64Array(text.length * columns);
  for (const place of text.keys()) {
    const shares = data.subarray(place * columns, (place + 1) * columns);
    replaceBy(probability, text, place, lattice, shares);
    shares[0] = leaveOut(text, place, lattice);
    const sum = shares.reduce((all, share) => all + share, 0);
    for (let column = 0; column < columns; column += 1) {
      shares[column] = (shares[column] ?? 0) / sum;
    }
  }
  return { rows: text.length, columns, data };
}

/** What stands beside a character at one step, before it or after it. */
interface Beside {
  readonly blank: number;
  readonly label: number;
}

function beforeOf({ before, states }: Lattice, place: number, step: number): Beside {
  const state = step * states + 2 * place;
  if (step === 0) return { blank: place === 0 ? 1 : 0, label: 0 };
  return { blank: before[state] ?? 0, label: place === 0 ? 0 : (before[state - 1] ?? 0) };
}

function afterOf({ after, states }: Lattice, place: number, step: number): Beside {
  const state = step * states + 2 * place + 2;
  const isLast = 2 * place + 3 >= states;
  return { blank: after[state] ?? 0, label: isLast ? 0 : (after[state + 1] ?? 0) };
}

/** Adds up each label in one place, into `shares`; column 0 is left to `leaveOut`. */
function replaceBy(
  { rows, columns, data }: Table,
  text: Columns,
  place: number,
  lattice: Lattice,
  shares: Float64Array,
): void {
  // Whether a column may follow the label to the left, or be followed by that to the right,
  // without a blank between.
  const [left, right] = [text[place - 1] ?? -1, text[place + 1] ?? -1];
  const inside = new Float64Array(columns);
  for (let step = 0; step < rows; step += 1) {
    const before = beforeOf(lattice, place, step);
    const after = step + 1 < rows ? afterOf(lattice, place, step + 1) : null;
    const scale = lattice.scale[step] ?? 1;
    for (let column = 0; column < columns; column += 1) {
      const joined = column === left ? 0 : before.label;
      const arrived = (inside[column] ?? 0) + before.blank + joined;
      const said = arrived * ((data[step * columns + column] ?? 0) / scale);
      inside[column] = said;
      if (!after) continue;
      const follows = after.blank + (column === right ? 0 : after.label);
      shares[column] = (shares[column] ?? 0) + said * follows;
    }
  }
  if (place !== text.length - 1) return;
  for (let column = 0; column < columns; column += 1) {
    shares[column] = (shares[column] ?? 0) + (inside[column] ?? 0) / lattice.whole;
  }
}

/** That the text was said without the character in one place. */
function leaveOut(text: Columns, place: number, lattice: Lattice): number {
  const { steps, states, end, whole } = lattice;
  if (place === text.length - 1) {
    const label = text.length === 1 ? 0 : (end[states - 4] ?? 0);
    return ((end[states - 3] ?? 0) + label) / whole;
  }
  const isInner = place > 0;
  const joins = !isInner || text[place - 1] !== text[place + 1];
  let sum = 0;
  for (let step = 0; step < steps; step += 1) {
    const before = beforeOf(lattice, place, step);
    const after = afterOf(lattice, place, step);
    sum += (before.blank + (joins ? before.label : 0)) * after.label;
  }
  return sum;
}
