/** One correction from being said to the model's own new answer about the same picture. */

import type { Answer } from "../recognition/answer";
import { failureOf } from "../recognition/failure";
import type { Picture } from "../recognition/picture";
import type { NewCorrection } from "./correction";
import type { Step } from "./flow";
import { followJob, type Job, type JobResult, type JobSource } from "./job";
import type { Outbox, Said, Sent } from "./outbox";
import { type Learned, outcomeOf } from "./outcome";
import { PATIENCE, persist } from "./retry";
import type { Teacher } from "./teacher";

/** Milliseconds to wait for a version to answer that has just gone live. */
const SWAP: readonly number[] = [50, 150, 300, 500];

/** Milliseconds to wait for the id of an answer: without it the picture goes along. */
const RECORDING_MILLISECONDS = 3000;

/** What somebody says about a picture. */
export interface Wanted extends Omit<NewCorrection, "about"> {
  /** What it is about for the page, by identity. */
  readonly about: unknown;
  readonly picture: Picture;
  readonly profile: string;
  /** Under which id the answer was recorded; null where it was not. */
  readonly prediction: Promise<string | null>;
}

/** What a run needs. */
export interface Means {
  readonly outbox: Outbox;
  readonly jobs: JobSource;
  /** The server's jobs of a recogniser that have not ended, newest first. */
  running(recognizer: string, signal: AbortSignal): Promise<readonly Job[]>;
  /** Who learns where this device recognises; null where the server does both. */
  readonly teacher: Teacher | null;
  /** Asks the model anew. */
  ask(picture: Picture, signal: AbortSignal): Promise<Answer>;
}

export class CorrectionRun {
  readonly #said: Said;
  readonly #prediction: Promise<string | null>;
  readonly #means: Means;
  readonly #tell: (step: Step) => void;
  readonly #pauses: readonly number[];
  readonly #end = new AbortController();
  #kept = false;
  #waits = false;

  constructor(
    wanted: Wanted,
    means: Means,
    tell: (step: Step) => void,
    pauses: readonly number[] = PATIENCE,
  ) {
    const { about: _, prediction, ...said } = wanted;
    this.#said = { ...said, stays: means.teacher !== null };
    this.#prediction = prediction;
    this.#means = means;
    this.#tell = tell;
    this.#pauses = pauses;
  }

  /** Keeps, sends, follows, asks again. Safe to be called anew after it was refused. */
  async go(): Promise<void> {
    const { outbox, teacher } = this.#means;
    const { id } = this.#said;
    this.#tell({ kind: "saving" });
    if (this.#kept) await outbox.again([id]);
    else await this.#keep();
    if (teacher) {
      void outbox.send(id);
      await this.#learnHere(teacher);
    } else {
      await this.#after(await outbox.send(id));
    }
  }

  async withdraw(): Promise<void> {
    const { outbox, teacher } = this.#means;
    const { id, recognizer, profile } = this.#said;
    this.#end.abort();
    await outbox.withdraw(this.#said);
    if (teacher) {
      void outbox.send(id);
      await teacher.learn(recognizer, profile).catch(() => null);
      this.#tell({ kind: "withdrawn" });
      return;
    }
    const sent = await outbox.send(id);
    if (sent.kind === "refused") this.#tell({ kind: "kept", failure: sent.failure });
    else this.#tell({ kind: "withdrawn" });
  }

  /** Nobody looks any more: what waits is sent all the same, and not followed from then on. */
  leave(): void {
    if (this.#waits) this.#end.abort();
  }

  async #keep(): Promise<void> {
    const { outbox } = this.#means;
    await outbox.keep(this.#said);
    this.#kept = true;
    const patience = new Promise<null>((resolve) => {
      setTimeout(resolve, RECORDING_MILLISECONDS, null);
    });
    const prediction = await Promise.race([this.#prediction, patience]);
    if (prediction !== null) await outbox.note(this.#said.id, prediction);
  }

  /** Once the server was told, or was not there. */
  async #after(sent: Sent): Promise<void> {
    const { signal } = this.#end;
    if (signal.aborted) return;
    if (sent.kind === "refused") {
      this.#tell({ kind: "unsaved", failure: sent.failure });
    } else if (sent.kind === "waiting") {
      this.#waits = true;
      this.#tell({ kind: "waiting" });
      const settled = await this.#means.outbox.settled(this.#said.id, signal).catch(() => null);
      this.#waits = false;
      if (settled) await this.#after(settled);
    } else if (this.#said.kind === "confirmed") {
      this.#tell({ kind: "saved" });
    } else {
      await this.#follow(() => this.#learnThere(sent.kind === "delivered" ? sent.job : null));
    }
  }

  async #learnHere(teacher: Teacher): Promise<void> {
    const { kind, recognizer, profile } = this.#said;
    if (kind === "confirmed") {
      this.#tell({ kind: "saved" });
      await teacher.learn(recognizer, profile).catch(() => null);
      return;
    }
    this.#tell({ kind: "learning", progress: null });
    await this.#follow(async () => {
      const result = await teacher.learn(recognizer, profile);
      return result && { state: "done", result, error: "" };
    });
  }

  async #learnThere(told: Job | null): Promise<Job | null> {
    const { signal } = this.#end;
    const learning = ({ progress }: Job) => this.#tell({ kind: "learning", progress });
    // Where it had arrived before, the server does not say which job learns from it.
    const job = told ?? (await this.#running());
    if (!job) return null;
    learning(job);
    return followJob(this.#means.jobs, job.id, learning, signal);
  }

  async #running(): Promise<Job | null> {
    const { running } = this.#means;
    const jobs = await running(this.#said.recognizer, this.#end.signal).catch(() => []);
    return jobs[0] ?? null;
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

  async #follow(learn: () => Promise<Learned | null>): Promise<void> {
    const { signal } = this.#end;
    const { picture, labels } = this.#said;
    try {
      const learned = await learn();
      if (signal.aborted) return;
      this.#tell({ kind: "asking" });
      const answer = await this.#askAnew(picture, learned?.result ?? null);
      const outcome = outcomeOf(labels, learned, answer);
      if (!signal.aborted) this.#tell({ kind: "over", outcome });
    } catch (error) {
      if (!signal.aborted) this.#tell({ kind: "unclear", failure: failureOf(error) });
    }
  }
}
