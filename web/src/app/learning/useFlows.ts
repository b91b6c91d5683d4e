import { useEffect, useMemo, useReducer, useRef } from "react";
import type { Question, Server } from "../../api/client";
import { changed, type Flow, type Step } from "../../learning/flow";
import { CorrectionRun, type Means, type Wanted } from "../../learning/run";
import { useKeeping } from "./keeping";

export interface Flows {
  /** Newest last. */
  readonly flows: readonly Flow[];
  /** `question` is how the model is asked again about the same picture. */
  begin(wanted: Omit<Wanted, "profile">, question: Question): void;
  retry(id: string): void;
  withdraw(id: string): void;
  dismiss(id: string): void;
}

const NONE: readonly Flow[] = [];

/** Corrections that were begun here, each followed to the model's own new answer. */
export function useFlows(server: Server, onStep: (step: Step) => void): Flows {
  const { outbox, teacher, recogniser } = useKeeping();
  const [flows, dispatch] = useReducer(changed, NONE);
  const runs = useRef(new Map<string, CorrectionRun>());
  const listener = useRef(onStep);
  useEffect(() => {
    listener.current = onStep;
  });
  const actions = useMemo(
    () => ({
      begin(wanted: Omit<Wanted, "profile">, question: Question) {
        const { jobs, running } = server.registry;
        const ask = recogniser(question);
        const means: Means = { outbox, jobs, running, teacher, ask };
        const { id, about, picture, labels, kind, recognizer } = wanted;
        const { profile } = question;
        const run = new CorrectionRun({ ...wanted, profile }, means, (step) => {
          // Labels may have been added, for everybody or for one person.
          if (step.kind === "over") server.forgetModels();
          dispatch({ kind: "step", id, step });
          listener.current(step);
        });
        for (const older of runs.current.values()) older.leave();
        runs.current.set(id, run);
        dispatch({ kind: "begin", flow: { id, about, picture, labels, kind, recognizer } });
        void run.go();
      },
      retry: (id: string) => void runs.current.get(id)?.go(),
      withdraw: (id: string) => void runs.current.get(id)?.withdraw(),
      dismiss(id: string) {
        runs.current.get(id)?.leave();
        dispatch({ kind: "dismiss", id });
      },
    }),
    [server, outbox, teacher, recogniser],
  );
  return useMemo(() => ({ flows, ...actions }), [flows, actions]);
}
