/** Recognition on this device: a worker that is started when it is first asked. */

import type { Answer } from "../recognition/answer";
import { RecognitionError } from "../recognition/failure";
import type { Ask } from "../recognition/live";
import type { Reading } from "../recognition/reading";
import type { Wishes } from "./answers";
import { modelProblem } from "./problem";
import type {
  Learned,
  Lesson,
  Outcome,
  ReadTask,
  Reply,
  Request,
  Runtime,
  Source,
  Task,
  Withdrawal,
} from "./protocol";

/** A worker that could not do its work is not started anew with every stroke. */
const REST_MILLISECONDS = 5000;
/** Alternatives of each character that was read, as many as the server gives. */
const TOP = 5;

/** What of a worker is needed; a test passes its own. */
export type Workman = Pick<Worker, "postMessage" | "addEventListener" | "terminate">;

export interface Engine {
  /** Loads the runtime, before it is known for which model. */
  warm(): void;
  /** Loads the runtime and a model, so that the first answer need not wait for them. */
  prepare(source: Source): Promise<void>;
  /** `source` is asked for each time: another version may be live by then. */
  recogniser(source: () => Promise<Source>, wishes: Wishes): Ask<Answer>;
  /** Loads what reads lines, so that the first page need not wait for it. */
  prepareReader(sources: ReaderSources): Promise<void>;
  /** Reads lines of text. */
  reader(sources: () => Promise<ReaderSources>): Ask<Reading>;
  /** Learns on top of what `source` holds. */
  learn(source: Source, lesson: Lesson): Promise<Learned>;
  /** The file of `source` with what was learned. */
  write(source: Source): Promise<Blob>;
}

/** What reads lines, and what judges single characters beside it. */
export type ReaderSources = Pick<ReadTask, "source" | "reader">;

interface Job {
  readonly task: Task;
  settle(outcome: Outcome): void;
}

export function createEngine(
  start: () => Workman = startWorker,
  restMilliseconds = REST_MILLISECONDS,
): Engine {
  const jobs = new Map<number, Job>();
  let runtime: Runtime = "small";
  let worker: Workman | null = null;
  let asked = 0;
  let resting: Outcome | null = null;

  function perform(task: Task, signal?: AbortSignal): Promise<Outcome> {
    if (resting) return Promise.resolve(resting);
    asked += 1;
    const id = asked;
    signal?.addEventListener("abort", () => withdraw(id));
    return new Promise((settle) => {
      jobs.set(id, { task, settle });
      hand(id, task);
    });
  }

  function withdraw(id: number): void {
    const withdrawal: Withdrawal = { withdrawn: id };
    if (jobs.has(id)) worker?.postMessage(withdrawal);
    finish(id, { kind: "failed", failure: { kind: "away" } });
  }

  function hand(id: number, task: Task): void {
    worker ??= hire();
    const request: Request = { id, runtime, task };
    worker.postMessage(request);
  }

  function hire(): Workman {
    const hired = start();
    hired.addEventListener("message", ({ data }) => {
      const { id, outcome } = data as Reply;
      if (worker !== hired) return;
      if (outcome.kind !== "broken") finish(id, outcome);
      else if (outcome.trapped && runtime === "small") grow();
      else lose(outcome.reason);
    });
    hired.addEventListener("error", ({ message }) => {
      if (worker === hired) lose(message);
    });
    return hired;
  }

  function dismiss(): void {
    worker?.terminate();
    worker = null;
  }

  /** The whole runtime does what the small one could not. */
  function grow(): void {
    dismiss();
    runtime = "whole";
    for (const [id, { task }] of [...jobs]) hand(id, task);
  }

  function lose(reason: string): void {
    dismiss();
    const { failure } = modelProblem(reason || "The recogniser in this page cannot be started.");
    resting = { kind: "failed", failure };
    setTimeout(() => {
      resting = null;
    }, restMilliseconds);
    for (const id of [...jobs.keys()]) finish(id, resting);
  }

  function finish(id: number, outcome: Outcome): void {
    jobs.get(id)?.settle(outcome);
    jobs.delete(id);
  }

  return {
    warm: () => void perform({ kind: "warm" }),
    async prepare(source) {
      const outcome = await perform({ kind: "prepare", source });
      if (outcome.kind === "failed") throw new RecognitionError(outcome.failure);
    },
    async prepareReader(sources) {
      const outcome = await perform({ kind: "prepare", ...sources });
      if (outcome.kind === "failed") throw new RecognitionError(outcome.failure);
    },
    reader: (sources) => async (picture, signal) => {
      const started = performance.now();
      const task = { kind: "read", ...(await sources()), picture, top: TOP } as const;
      if (signal.aborted) throw new RecognitionError({ kind: "away" });
      const outcome = await perform(task, signal);
      if (outcome.kind === "failed") throw new RecognitionError(outcome.failure);
      if (outcome.kind !== "read") throw modelProblem("The reader gave no answer.");
      const { reading } = outcome;
      const roundTrip = performance.now() - started;
      return { ...reading, timing: { ...reading.timing, roundTrip } };
    },
    async learn(source, lesson) {
      const outcome = await perform({ kind: "learn", source, lesson });
      if (outcome.kind === "failed") throw new RecognitionError(outcome.failure);
      if (outcome.kind !== "learned") throw modelProblem("Nothing was said about learning.");
      return outcome.learned;
    },
    async write(source) {
      const outcome = await perform({ kind: "write", source });
      if (outcome.kind === "failed") throw new RecognitionError(outcome.failure);
      if (outcome.kind !== "written") throw modelProblem("The file was not written.");
      return new Blob([outcome.file], { type: "application/octet-stream" });
    },
    recogniser: (source, wishes) => async (picture, signal) => {
      const started = performance.now();
      const task = { kind: "recognise", source: await source(), picture, wishes } as const;
      if (signal.aborted) throw new RecognitionError({ kind: "away" });
      const outcome = await perform(task);
      if (outcome.kind === "failed") throw new RecognitionError(outcome.failure);
      if (outcome.kind !== "answered") throw modelProblem("The recogniser gave no answer.");
      const { answer } = outcome;
      const roundTrip = performance.now() - started;
      return { ...answer, timing: { ...answer.timing, roundTrip } };
    },
  };
}

function startWorker(): Workman {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "vistazo" });
}
