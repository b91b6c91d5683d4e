/** One correction from being said to the model's own new answer about the same picture. */

import type { Answer } from "../recognition/answer";
import { type Failure, failureOf } from "../recognition/failure";
import type { Picture } from "../recognition/picture";
import type { Correction, NewCorrection } from "./correction";
import type { Step } from "./flow";
import { followJob, type Job, type JobResult, type JobSource } from "./job";
import { outcomeOf } from "./outcome";
import { PATIENCE, persist } from "./retry";

/** Milliseconds to wait for a version to answer that has just gone live. */
const SWAP: readonly number[] = [50, 150, 300, 500];

/** What somebody says about a picture. */
export interface Wanted extends Omit<NewCorrection, "about"> {
  /** What it is about for the page, by identity. */
  readonly about: unknown;
  readonly picture: Picture;
  /** Under which id the answer was recorded; null where it was not. */
  readonly prediction: Promise<string | null>;
}

/** What a run needs of the server. */
export interface Means {
  correct(correction: NewCorrection): Promise<{ correction: Correction; job: Job | null }>;
  withdraw(id: string): Promise<void>;
  readonly jobs: JobSource;
  /** Asks the model anew. */
  ask(picture: Picture, signal: AbortSignal): Promise<Answer>;
}

export class CorrectionRun {
  readonly #wanted: Wanted;
  readonly #means: Means;
  readonly #tell: (step: Step) => void;
  readonly #pauses: readonly number[];
  readonly #end = new AbortController();

  constructor(
    wanted: Wanted,
    means: Means,
    tell: (step: Step) => void,
    pauses: readonly number[] = PATIENCE,
  ) {
    this.#wanted = wanted;
    this.#means = means;
    this.#tell = tell;
    this.#pauses = pauses;
  }

  /** Saves, follows, asks again. Safe to be called anew after it failed to save. */
  async go(): Promise<void> {
    this.#tell({ kind: "saving" });
    let job: Job | null;
    try {
      job = (await this.#save()).job;
    } catch (error) {
      this.#tell({ kind: "unsaved", failure: failureOf(error) });
      return;
    }
    if (this.#wanted.kind === "confirmed") this.#tell({ kind: "saved" });
    else await this.#follow(job);
  }

  async withdraw(): Promise<void> {
    this.#end.abort();
    try {
      await persist(() => this.#means.withdraw(this.#wanted.id), this.#pauses);
      this.#tell({ kind: "withdrawn" });
    } catch (error) {
      this.#tell({ kind: "kept", failure: failureOf(error) });
    }
  }

  async #save() {
    const { id, recognizer, labels, kind, source, newLabels, picture } = this.#wanted;
    const said = { id, recognizer, labels, kind, source, newLabels };
    const prediction = await this.#wanted.prediction;
    const withPicture = () => this.#means.correct({ ...said, about: { picture } });
    return persist(async () => {
      if (prediction === null) return withPicture();
      try {
        return await this.#means.correct({ ...said, about: { prediction } });
      } catch (error) {
        // The prediction was deleted, or never written: the picture itself is here.
        if (isMissing(failureOf(error))) return withPicture();
        throw error;
      }
    }, this.#pauses);
  }

  /**
   * A job ends a moment before its version answers: an answer of another version is asked for again
   * a few times, and then taken as it is.
   */
  async #askAnew(picture: Picture, result: JobResult | null): Promise<Answer> {
    const { signal } = this.#end;
    const ask = () => persist(() => this.#means.ask(picture, signal), this.#pauses);
    let answer = await ask();
    for (const pause of SWAP) {
      if (!result?.promoted || answer.model === result.model || signal.aborted) break;
      await new Promise((resolve) => setTimeout(resolve, pause));
      answer = await ask();
    }
    return answer;
  }

  async #follow(begun: Job | null): Promise<void> {
    const { signal } = this.#end;
    const { picture, labels } = this.#wanted;
    try {
      let job = begun;
      if (begun) {
        const learning = ({ progress }: Job) => this.#tell({ kind: "learning", progress });
        learning(begun);
        job = await followJob(this.#means.jobs, begun.id, learning, signal);
      }
      this.#tell({ kind: "asking" });
      const answer = await this.#askAnew(picture, job?.result ?? null);
      if (!signal.aborted) this.#tell({ kind: "over", outcome: outcomeOf(labels, job, answer) });
    } catch (error) {
      if (!signal.aborted) this.#tell({ kind: "unclear", failure: failureOf(error) });
    }
  }
}

function isMissing(failure: Failure): boolean {
  return failure.kind === "problem" && failure.status === 404;
}
