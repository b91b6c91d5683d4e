/** What a reader says of one line; see vistazo/runtime/text/reader.py. */

import type { Table } from "./arrays/plane";

export interface Emission {
  /** A row for each step: the blank, then the labels; rows sum to 1. */
  readonly probability: Table;
  /** Column of the middle of each step, in pixels of the line's picture. */
  readonly position: ArrayLike<number>;
}

/** From logarithms, `columns` a step; null where they are of no probabilities. */
export function probabilitiesOf(logs: ArrayLike<number>, columns: number): Table | null {
  const rows = logs.length / columns;
  const data = Float64Array.from(logs, Math.exp);
  for (let step = 0; step < rows; step += 1) {
    const row = data.subarray(step * columns, (step + 1) * columns);
    const total = row.reduce((sum, value) => sum + value, 0);
    if (!(total > 0 && total < Number.POSITIVE_INFINITY)) return null;
    for (let column = 0; column < columns; column += 1) row[column] = (row[column] ?? 0) / total;
  }
  return { rows, columns, data };
}
