/** Learning under way: one job of the server, followed until it ends. */

import type { Decision } from "./decision";

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

export interface JobResult {
  /** The new version's id and number; null where nothing was learned. */
  readonly model: string | null;
  readonly number: number | null;
  readonly promoted: boolean;
  readonly decision: Decision | null;
}

/** What a job is at: a stage by name, and in a long one how many passes of how many. */
export interface JobProgress {
  readonly stage: string;
  readonly epoch: number | null;
  readonly epochs: number | null;
}

export interface Job {
  readonly id: string;
  readonly kind: "refit" | "deep";
  readonly recognizer: string;
  readonly state: JobState;
  readonly progress: JobProgress;
  readonly result: JobResult | null;
  /** In the server's own words, in English; empty where nothing failed. */
  readonly error: string;
}

export function hasEnded({ state }: Job): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}

/** The two ways to hear about a job. */
export interface JobSource {
  /** Calls back with each news until the returned function is called; `broke` when news stop. */
  listen(id: string, news: (job: Job) => void, broke: () => void): () => void;
  ask(id: string, signal: AbortSignal): Promise<Job>;
}

/** Milliseconds between questions where the server cannot push, or stopped to. */
const POLL_MILLISECONDS = 700;

/**
 * Tells of every change of a job and resolves with its end. Listens as long as the server pushes,
 * and asks again and again otherwise, also while the server is away; only `signal` gives up.
 */
export function followJob(
  source: JobSource,
  id: string,
  onNews: (job: Job) => void,
  signal: AbortSignal,
  pause: number = POLL_MILLISECONDS,
): Promise<Job> {
  return new Promise((resolve, reject) => {
    let stop = () => {};
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const end = (finish: () => void) => {
      if (over) return;
      over = true;
      stop();
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      finish();
    };
    const abort = () => end(() => reject(signal.reason));
    const hear = (job: Job) => {
      if (over) return;
      onNews(job);
      if (hasEnded(job)) end(() => resolve(job));
    };
    const poll = () => {
      source
        .ask(id, signal)
        .then(hear, () => {})
        .finally(() => {
          if (!over) timer = setTimeout(poll, pause);
        });
    };
    signal.addEventListener("abort", abort);
    if (signal.aborted) return abort();
    stop = source.listen(id, hear, () => {
      stop();
      stop = () => {};
      if (!over) poll();
    });
  });
}
