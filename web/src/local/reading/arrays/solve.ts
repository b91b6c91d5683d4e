/** Least squares of a few unknowns. */

type Matrix = readonly (readonly number[])[];

const ROUNDS = 60;

/**
 * The shortest of the vectors that come nearest to solving a symmetric system, as
 * `numpy.linalg.lstsq` finds it. What is too small to be told from rounding counts as nothing.
 */
export function solve(system: Matrix, right: readonly number[]): number[] {
  const { values, vectors } = eigen(system);
  const most = Math.max(...values.map(Math.abs));
  const negligible = most * system.length * Number.EPSILON;
  const found = right.map(() => 0);
  for (const [index, value] of values.entries()) {
    if (Math.abs(value) <= negligible) continue;
    const vector = vectors.map((row) => row[index] ?? 0);
    const share = vector.reduce((all, part, row) => all + part * (right[row] ?? 0), 0) / value;
    for (const [row, part] of vector.entries()) found[row] = (found[row] ?? 0) + share * part;
  }
  return found;
}

/** Eigenvalues, and in columns their vectors, by Jacobi's rotations. */
function eigen(system: Matrix): { values: number[]; vectors: number[][] } {
  const size = system.length;
  const rest = system.map((row) => [...row]);
  const vectors = system.map((row, index) => row.map((_, column) => (column === index ? 1 : 0)));
  for (let round = 0; round < ROUNDS; round += 1) {
    let turned = false;
    for (let one = 0; one < size; one += 1) {
      for (let other = one + 1; other < size; other += 1) {
        if (turn(rest, vectors, one, other)) turned = true;
      }
    }
    if (!turned) break;
  }
  return { values: rest.map((row, index) => row[index] ?? 0), vectors };
}

/** Brings one number beside the diagonal to 0; false where it is as good as that. */
function turn(rest: number[][], vectors: number[][], one: number, other: number): boolean {
  const at = (row: number, column: number) => rest[row]?.[column] ?? 0;
  const [off, first, second] = [at(one, other), at(one, one), at(other, other)];
  if (Math.abs(off) <= 1e-18 * (Math.abs(first) + Math.abs(second))) return false;
  const angle = Math.atan2(2 * off, first - second) / 2;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  for (const table of [rest, vectors]) {
    for (const row of table) {
      const [a, b] = [row[one] ?? 0, row[other] ?? 0];
      row[one] = cosine * a + sine * b;
      row[other] = cosine * b - sine * a;
    }
  }
  const [upper, lower] = [rest[one] ?? [], rest[other] ?? []];
  for (const column of upper.keys()) {
    const [a, b] = [upper[column] ?? 0, lower[column] ?? 0];
    upper[column] = cosine * a + sine * b;
    lower[column] = cosine * b - sine * a;
  }
  return true;
}
