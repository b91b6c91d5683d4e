/** How long answers took lately, by where they were computed. */

import type { Answer, Place } from "./answer";

/** As many answers are looked at, so that one slow one among them does not count. */
const LATELY = 9;

export interface Paces {
  /** Who gave the last answer. */
  readonly used: Place | null;
  /** The middle one of the times from asking to having the answer, in milliseconds. */
  readonly times: Readonly<Record<Place, number | null>>;
}

export class PaceKeeper {
  readonly #listeners = new Set<() => void>();
  readonly #lately: Record<Place, readonly number[]> = { server: [], device: [] };
  #paces: Paces = { used: null, times: { server: null, device: null } };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly paces = (): Paces => this.#paces;

  note({ place, timing }: Pick<Answer, "place" | "timing">): void {
    const lately = [...this.#lately[place], timing.roundTrip].slice(-LATELY);
    this.#lately[place] = lately;
    const middle = lately.toSorted((a, b) => a - b)[lately.length >> 1] ?? null;
    this.#paces = { used: place, times: { ...this.#paces.times, [place]: middle } };
    for (const listener of this.#listeners) listener();
  }
}
