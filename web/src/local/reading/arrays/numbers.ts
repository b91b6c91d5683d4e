/** What NumPy does to rows of numbers, with its rounding and its order. */

/** To the nearest whole number, halves to the even one. */
export function roundEven(value: number): number {
  const low = Math.floor(value);
  const over = value - low;
  if (over !== 0.5) return over < 0.5 ? low : low + 1;
  return low % 2 === 0 ? low : low + 1;
}

/** NaN where there are none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of whole numbers, of which `counts` says how often each occurs. */
export function medianOfCounts(counts: ArrayLike<number>): number {
  const all = sum(counts);
  const at = (rank: number) => {
    let value = 0;
    for (let passed = counts[0] ?? 0; passed <= rank; passed += counts[value] ?? 0) value += 1;
    return value;
  };
  return (at((all - 1) >> 1) + at(all >> 1)) / 2;
}

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += values[index] ?? 0;
  return total;
}

/** Of equal ones the first. */
export function greatest(values: ArrayLike<number>, start = 0, stop = values.length): number {
  let best = start;
  for (let index = start + 1; index < stop; index += 1) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index;
  }
  return best;
}

/** Of equal ones the first. */
export function least(values: ArrayLike<number>, start = 0, stop = values.length): number {
  let best = start;
  for (let index = start + 1; index < stop; index += 1) {
    if ((values[index] ?? 0) < (values[best] ?? 0)) best = index;
  }
  return best;
}

/** Evenly spaced numbers from `first` to `last`. */
export function between(first: number, last: number, count: number): Float64Array {
  const step = count > 1 ? (last - first) / (count - 1) : 0;
  const values = Float64Array.from({ length: count }, (_, index) => index * step + first);
  if (count > 1) values[count - 1] = last;
  return values;
}

/** How many of ascending numbers are less than `value`. */
export function placeOf(ascending: ArrayLike<number>, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of several columns with as much ink, `counts` between two of them, the middle one. */
export function thinnest(counts: ArrayLike<number>, first: number, last: number): number {
  const fewest = counts[least(counts, first, last + 1)];
  const thin: number[] = [];
  for (let column = first; column <= last; column += 1) {
    if (counts[column] === fewest) thin.push(column);
  }
  return thin[thin.length >> 1] ?? first;
}

/** The number that `rank - 1` numbers are greater than, or as great as. Moves them about. */
export function selectGreatest(values: Float32Array, rank: number): number {
  let [low, high] = [0, values.length - 1];
  const wanted = rank - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? 0;
    let [from, to] = [low, high];
    while (from <= to) {
      while ((values[from] ?? 0) > pivot) from += 1;
      while ((values[to] ?? 0) < pivot) to -= 1;
      if (from > to) break;
      const held = values[from] ?? 0;
      values[from] = values[to] ?? 0;
      values[to] = held;
      from += 1;
      to -= 1;
    }
    if (wanted <= to) high = to;
    else if (wanted >= from) low = from;
    else break;
  }
  return values[wanted] ?? Number.NaN;
}

export interface Histogram {
  readonly counts: Float64Array;
  /** One more than counts. */
  readonly bounds: Float64Array;
}

/** How many values lie in each of `bins` parts of their range, as `numpy.histogram` counts them. */
export function histogram(values: ArrayLike<number>, bins: number): Histogram {
  let low = values[least(values)] ?? 0;
  let high = values[greatest(values)] ?? 1;
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const bounds = between(low, high, bins + 1);
  const counts = new Float64Array(bins);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    let bin = Math.trunc(((value - low) / (high - low)) * bins);
    if (bin === bins) bin -= 1;
    if (value < (bounds[bin] ?? 0)) bin -= 1;
    else if (bin !== bins - 1 && value >= (bounds[bin + 1] ?? 0)) bin += 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { counts, bounds };
}
