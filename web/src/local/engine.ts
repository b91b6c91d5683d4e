/** Recognition on this device: a worker that is started when it is first asked. */

import type { Answer } from "../recognition/answer";
import { RecognitionError } from "../recognition/failure";
import type { Ask } from "../recognition/live";
import type { Wishes } from "./answers";
import { modelProblem } from "./problem";
import type { Outcome, Reply, Request, Source, Task } from "./protocol";

/** What of a worker is needed; a test passes its own. */
export type Workman = Pick<Worker, "postMessage" | "addEventListener" | "terminate">;

export interface Engine {
  /** Loads the runtime and a model, so that the first answer need not wait for them. */
  prepare(source: Source): Promise<void>;
  /** `source` is asked for each time: another version may be live by then. */
  recogniser(source: () => Promise<Source>, wishes: Wishes): Ask<Answer>;
}

type Settle = (outcome: Outcome) => void;

export function createEngine(start: () => Workman = startWorker): Engine {
  const waiting = new Map<number, Settle>();
  let worker: Workman | null = null;
  let asked = 0;

  /** What was asked of it is not answered any more; the next question starts another one. */
  function lose(reason: string): void {
    worker?.terminate();
    worker = null;
    const { failure } = modelProblem(reason);
    for (const settle of waiting.values()) settle({ kind: "failed", failure });
    waiting.clear();
  }

  function running(): Workman {
    if (worker) return worker;
    const started = start();
    started.addEventListener("message", ({ data }) => {
      const { id, outcome } = data as Reply;
      waiting.get(id)?.(outcome);
      waiting.delete(id);
    });
    started.addEventListener("error", (event) => {
      if (worker === started) lose(event.message || "The recogniser in this page has stopped.");
    });
    worker = started;
    return started;
  }

  function perform(task: Task): Promise<Outcome> {
    asked += 1;
    const request: Request = { id: asked, task };
    return new Promise((resolve) => {
      waiting.set(request.id, resolve);
      running().postMessage(request);
    });
  }

  return {
    async prepare(source) {
      const outcome = await perform({ kind: "prepare", source });
      if (outcome.kind === "failed") throw new RecognitionError(outcome.failure);
    },
    recogniser: (source, wishes) => async (picture, signal) => {
      const started = performance.now();
      const task = { kind: "recognise", source: await source(), picture, wishes } as const;
      if (signal.aborted) throw new RecognitionError({ kind: "away" });
      const outcome = await perform(task);
      if (outcome.kind === "failed") throw new RecognitionError(outcome.failure);
      if (outcome.kind === "ready") throw modelProblem("The recogniser gave no answer.");
      const { answer } = outcome;
      const roundTrip = performance.now() - started;
      return { ...answer, timing: { ...answer.timing, roundTrip } };
    },
  };
}

function startWorker(): Workman {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "vistazo" });
}
