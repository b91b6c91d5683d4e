/** Rows of numbers. */

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly data: Float32Array;
}

export function matrix(rows: number, columns: number, data?: Float32Array): Matrix {
  return { rows, columns, data: data ?? new Float32Array(rows * columns) };
}

export function rowOf({ columns, data }: Matrix, row: number): Float32Array {
  return data.subarray(row * columns, (row + 1) * columns);
}

/** Only the chosen rows, in that order. */
export function rowsOf(whole: Matrix, chosen: readonly number[]): Matrix {
  const part = matrix(chosen.length, whole.columns);
  for (const [place, row] of chosen.entries()) {
    part.data.set(rowOf(whole, row), place * whole.columns);
  }
  return part;
}

/** One below the other; all have as many columns as the first. */
export function stacked(...parts: readonly Matrix[]): Matrix {
  const columns = parts[0]?.columns ?? 0;
  const whole = matrix(
    parts.reduce((rows, part) => rows + part.rows, 0),
    columns,
  );
  let place = 0;
  for (const { data } of parts) {
    whole.data.set(data, place);
    place += data.length;
  }
  return whole;
}

/** With one more column, of ones. */
export function withOnes(whole: Matrix): Matrix {
  const columns = whole.columns + 1;
  const wider = matrix(whole.rows, columns);
  for (let row = 0; row < whole.rows; row += 1) {
    wider.data.set(rowOf(whole, row), row * columns);
    wider.data[row * columns + columns - 1] = 1;
  }
  return wider;
}
