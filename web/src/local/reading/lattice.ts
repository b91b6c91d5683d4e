/**
 * The states of one text, and how probable they are at each step; the first half of
 * vistazo/runtime/text/alignment.py.
 *
 * The forward-backward algorithm on the states of connectionist temporal classification: a blank,
 * the first label, a blank, the second label, and so on to a last blank.
 */

import type { Table } from "./arrays/plane";
import type { Columns } from "./ctc";

export class Lattice {
  readonly steps: number;
  readonly states: number;
  /** Row by row, the probability of each state after the steps before; row 0 is the start. */
  readonly before: Float64Array;
  /** Row by row, that this step, in this state, and all after it say the rest. */
  readonly after: Float64Array;
  /** What each step's probabilities are divided by. */
  readonly scale: Float64Array;
  /** The scaled probability of each state after the last step. */
  readonly end: Float64Array;
  readonly #emitted: Float64Array;
  /** From one label to the next without a blank between, unless they are equal. */
  readonly #skips: Uint8Array;

  /** `text` holds columns of `probability`, at least one. */
  constructor(probability: Table, text: Columns) {
    this.steps = probability.rows;
    this.states = 2 * text.length + 1;
    this.#emitted = emittedBy(probability, text);
    this.#skips = Uint8Array.from({ length: this.states }, (_, state) => {
      const place = state >> 1;
      return state % 2 === 1 && place > 0 && text[place] !== text[place - 1] ? 1 : 0;
    });
    this.before = new Float64Array(this.steps * this.states);
    this.after = new Float64Array(this.steps * this.states);
    this.scale = new Float64Array(this.steps).fill(1);
    this.end = this.#goForward();
    this.#goBackward();
  }

  /** How probable it is that the text was said at all, scaled. */
  get whole(): number {
    return (this.end[this.states - 1] ?? 0) + (this.end[this.states - 2] ?? 0);
  }

  #goForward(): Float64Array {
    const { states } = this;
    let current = new Float64Array(states);
    for (let step = 0; step < this.steps; step += 1) {
      this.before.set(current, step * states);
      const next = new Float64Array(states);
      let sum = 0;
      for (let state = 0; state < states; state += 1) {
        let arrived = step === 0 && state < 2 ? 1 : 0;
        if (step > 0) {
          arrived = (current[state] ?? 0) + (current[state - 1] ?? 0);
          if (this.#skips[state] === 1) arrived += current[state - 2] ?? 0;
        }
        const said = arrived * (this.#emitted[step * states + state] ?? 0);
        next[state] = said;
        sum += said;
      }
      this.scale[step] = sum;
      current = next.map((value) => value / sum);
    }
    return current;
  }

  #goBackward(): void {
    const { states, whole } = this;
    if (!(whole > 0)) throw new RangeError(`${this.steps} steps cannot say the text, or hardly`);
    let current = new Float64Array(states);
    current.fill(1 / whole, states - 2);
    for (let step = this.steps - 1; step >= 0; step -= 1) {
      const said = current.map(
        (value, state) =>
          (value * (this.#emitted[step * states + state] ?? 0)) / (this.scale[step] ?? 1),
      );
      this.after.set(said, step * states);
      current = said.map((value, state) => {
        const skipped = this.#skips[state + 2] === 1 ? (said[state + 2] ?? 0) : 0;
        return value + (said[state + 1] ?? 0) + skipped;
      });
    }
  }

  /** The most probable state at each step, over whole paths. */
  bestPath(): Int32Array {
    const { steps, states } = this;
    const logs = this.#emitted.map(Math.log);
    const came = new Uint8Array(steps * states);
    let current = new Float64Array(states).fill(Number.NEGATIVE_INFINITY);
    current.set(logs.subarray(0, 2));
    for (let step = 1; step < steps; step += 1) {
      current = current.map((stayed, state) => {
        let [best, way] = [stayed, 0];
        const next = state >= 1 ? (current[state - 1] ?? 0) : Number.NEGATIVE_INFINITY;
        if (next > best) [best, way] = [next, 1];
        const skipped =
          this.#skips[state] === 1 ? (current[state - 2] ?? 0) : Number.NEGATIVE_INFINITY;
        if (skipped > best) [best, way] = [skipped, 2];
        came[step * states + state] = way;
        return best + (logs[step * states + state] ?? 0);
      });
    }
    const path = new Int32Array(steps);
    const isBlank = (current[states - 1] ?? 0) > (current[states - 2] ?? 0);
    path[steps - 1] = isBlank ? states - 1 : states - 2;
    for (let step = steps - 1; step > 0; step -= 1) {
      const state = path[step] ?? 0;
      path[step - 1] = state - (came[step * states + state] ?? 0);
    }
    return path;
  }
}

/** By step and state, the probability that the step says it. */
function emittedBy({ rows, columns, data }: Table, text: Columns): Float64Array {
  const states = 2 * text.length + 1;
  const emitted = new Float64Array(rows * states);
  for (let step = 0; step < rows; step += 1) {
    for (let state = 0; state < states; state += 1) {
      const column = state % 2 === 1 ? (text[state >> 1] ?? 0) : 0;
      emitted[step * states + state] = data[step * columns + column] ?? 0;
    }
  }
  return emitted;
}
