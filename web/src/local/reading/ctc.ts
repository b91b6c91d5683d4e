/**
 * From what a reader says of each step to a text; see vistazo/runtime/text/ctc.py.
 *
 * The rule is that of connectionist temporal classification (Graves et al., ICML 2006): at each
 * step the network says a label or the blank (column 0); a text is said by every sequence of steps
 * that becomes it once repetitions are merged and blanks dropped.
 */

import type { Table } from "./arrays/plane";

/** Beginnings that are kept at each step. */
const BEAM = 16;
/** A label less probable than this at a step is not tried there. */
const NEGLIGIBLE = 1e-3;
/** Nor are more labels than these, the most probable ones. */
const TRIED = 12;

/** Columns of the probabilities, so 1 is the first label. */
export type Columns = readonly number[];

export interface Said {
  readonly text: Columns;
  /** How probable, up to a factor that all have in common. */
  readonly share: number;
}

/** Of a beginning: the probability of the steps that end in a blank, and in its last label. */
interface Chance {
  readonly blank: number;
  readonly label: number;
}

interface Tried {
  readonly label: number;
  readonly value: number;
}

/** Beginnings of texts as a tree; a number stands for each, 0 for the empty one. */
class Prefixes {
  readonly #last = [0];
  readonly #parent = [0];
  readonly #longer = new Map<string, number>();

  last(prefix: number): number {
    return this.#last[prefix] ?? 0;
  }

  /** The one that is longer by `label`. */
  longer(prefix: number, label: number): number {
    const key = `${prefix} ${label}`;
    let found = this.#longer.get(key);
    if (found === undefined) {
      found = this.#last.push(label) - 1;
      this.#parent.push(prefix);
      this.#longer.set(key, found);
    }
    return found;
  }

  text(prefix: number): Columns {
    const labels: number[] = [];
    for (let at = prefix; at !== 0; at = this.#parent[at] ?? 0) labels.push(this.last(at));
    return labels.reverse();
  }
}

/** The most probable text, by prefix beam search. */
export function decode(probability: Table): Columns {
  return candidates(probability, 0, probability.rows)[0]?.text ?? [];
}

/** The most probable texts of the steps from `start` to `stop`, the best one first. */
export function candidates(probability: Table, start: number, stop: number): readonly Said[] {
  const prefixes = new Prefixes();
  let kept: ReadonlyMap<number, Chance> = new Map([[0, { blank: 1, label: 0 }]]);
  for (let step = start; step < stop; step += 1) {
    const { columns, data } = probability;
    const row = data.subarray(step * columns, (step + 1) * columns);
    kept = advance(prefixes, kept, row[0] ?? 0, likely(row));
  }
  return [...kept].map(([prefix, { blank, label }]) => ({
    text: prefixes.text(prefix),
    share: blank + label,
  }));
}

function likely(row: Float64Array): readonly Tried[] {
  const tried: Tried[] = [];
  for (let label = 1; label < row.length; label += 1) {
    const value = row[label] ?? 0;
    if (value > NEGLIGIBLE) tried.push({ label, value });
  }
  return tried.sort((a, b) => b.value - a.value).slice(0, TRIED);
}

/** The beginnings after one more step, scaled to sum to 1. */
function advance(
  prefixes: Prefixes,
  kept: ReadonlyMap<number, Chance>,
  blank: number,
  tried: readonly Tried[],
): ReadonlyMap<number, Chance> {
  const inBlank = new Map<number, number>();
  const inLabel = new Map<number, number>();
  const add = (prefix: number, value: number) =>
    inLabel.set(prefix, (inLabel.get(prefix) ?? 0) + value);
  for (const [prefix, was] of kept) {
    const both = was.blank + was.label;
    inBlank.set(prefix, both * blank);
    const last = prefixes.last(prefix);
    for (const { label, value } of tried) {
      const longer = prefixes.longer(prefix, label);
      if (label === last) {
        add(prefix, was.label * value);
        add(longer, was.blank * value);
      } else {
        add(longer, both * value);
      }
    }
  }
  const found = [...new Set([...inBlank.keys(), ...inLabel.keys()])].map((prefix) => {
    const chance = { blank: inBlank.get(prefix) ?? 0, label: inLabel.get(prefix) ?? 0 };
    return { prefix, chance, total: chance.blank + chance.label };
  });
  // Equal ones in the order in which they arose, so that the answer is always the same.
  const best = found.sort((a, b) => b.total - a.total || a.prefix - b.prefix).slice(0, BEAM);
  const scale = 1 / best.reduce((sum, { total }) => sum + total, 0);
  return new Map(
    best.map(({ prefix, chance }) => [
      prefix,
      { blank: chance.blank * scale, label: chance.label * scale },
    ]),
  );
}
