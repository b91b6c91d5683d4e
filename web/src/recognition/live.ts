/**
 * Keeps one answer in step with a picture that changes all the time: one request in flight, the
 * latest state always last, answers to something that is gone dropped, and, while nobody answers,
 * the same question again after a growing pause.
 */

import { type Failure, failureOf, passes } from "./failure";
import type { Picture } from "./picture";

/** Called only when its turn comes, so that states which are skipped are never rendered. */
export type Source = () => Picture | null;

/** Asks about one picture. */
export type Ask<Answer> = (picture: Picture, signal: AbortSignal) => Promise<Answer>;

export type LiveState<Answer> =
  | { readonly status: "empty" }
  | { readonly status: "looking" }
  | { readonly status: "answered"; readonly answer: Answer; readonly picture: Picture }
  | { readonly status: "failed"; readonly failure: Failure; readonly retrying: boolean };

export interface Pace {
  /** Least milliseconds between two questions: faster than an eye can follow only heats servers. */
  readonly gap: number;
  /** Milliseconds to wait after the first, second, … vain attempt; the last one repeats. */
  readonly retries: readonly number[];
}

export const PACE: Pace = { gap: 40, retries: [500, 1000, 2000, 4000] };

/** Where nobody else waits. */
export const DEVICE_PACE: Pace = { ...PACE, gap: 0 };

const EMPTY: LiveState<never> = { status: "empty" };
const LOOKING: LiveState<never> = { status: "looking" };

export class LiveRecognition<Answer> {
  readonly #question: Ask<Answer>;
  readonly #pace: Pace;
  readonly #listeners = new Set<() => void>();
  #state: LiveState<Answer> = EMPTY;
  #waiting: Source | null = null;
  #running: AbortController | null = null;
  #pause: ReturnType<typeof setTimeout> | null = null;
  #attempts = 0;

  constructor(question: Ask<Answer>, pace: Pace = PACE) {
    this.#question = question;
    this.#pace = pace;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): LiveState<Answer> => this.#state;

  /** The same thing went on, as a stroke does: an answer under way is still worth showing. */
  follow(source: Source): void {
    this.#waiting = source;
    this.#next();
  }

  /** Something else is to be recognised: whatever is under way is of no interest any more. */
  replace(source: Source): void {
    this.#abandon();
    // A pause between vain attempts stays: a server that is away is not asked more often for it.
    if (this.#attempts === 0) this.#endPause();
    this.follow(source);
  }

  clear(): void {
    this.#abandon();
    this.#endPause();
    this.#attempts = 0;
    this.#waiting = null;
    this.#show(EMPTY);
  }

  /** The network came back: no need to sit out the pause. */
  readonly retryNow = (): void => {
    if (this.#attempts === 0) return;
    this.#endPause();
    this.#next();
  };

  #next(): void {
    if (this.#running || this.#pause || !this.#waiting) return;
    const source = this.#waiting;
    this.#waiting = null;
    const picture = source();
    if (picture) void this.#ask(source, picture);
    else this.clear();
  }

  async #ask(source: Source, picture: Picture): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    const retrying = this.#state.status === "failed" && this.#state.retrying;
    if (this.#state.status !== "answered" && !retrying) this.#show(LOOKING);
    let shown: LiveState<Answer>;
    try {
      const answer = await this.#question(picture, running.signal);
      shown = { status: "answered", answer, picture };
    } catch (error) {
      const failure = failureOf(error);
      shown = { status: "failed", failure, retrying: passes(failure) };
    }
    if (this.#running !== running) return;
    this.#running = null;
    if (shown.status === "failed" && shown.retrying) {
      this.#waiting ??= source;
      this.#rest(this.#pace.retries[Math.min(this.#attempts, this.#pace.retries.length - 1)] ?? 0);
      this.#attempts += 1;
    } else {
      this.#attempts = 0;
      this.#rest(this.#pace.gap);
    }
    this.#show(shown);
  }

  #rest(milliseconds: number): void {
    this.#pause = setTimeout(() => {
      this.#pause = null;
      this.#next();
    }, milliseconds);
  }

  #abandon(): void {
    this.#running?.abort();
    this.#running = null;
  }

  #endPause(): void {
    if (this.#pause) clearTimeout(this.#pause);
    this.#pause = null;
  }

  #show(state: LiveState<Answer>): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
