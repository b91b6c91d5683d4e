import { useEffect, useMemo, useReducer, useRef } from "react";
import type { Question, Server } from "../../api/client";
import { changed, type Flow, type Step } from "../../learning/flow";
import { CorrectionRun, type Wanted } from "../../learning/run";

export interface Flows {
  /** Newest last. */
  readonly flows: readonly Flow[];
  /** `question` is how the model is asked again about the same picture. */
  begin(wanted: Wanted, question: Question): void;
  retry(id: string): void;
  withdraw(id: string): void;
  dismiss(id: string): void;
}

const NONE: readonly Flow[] = [];

/** Corrections that were begun here, each followed to the model's own new answer. */
export function useFlows(server: Server, onStep: (step: Step) => void): Flows {
  const [flows, dispatch] = useReducer(changed, NONE);
  const runs = useRef(new Map<string, CorrectionRun>());
  const listener = useRef(onStep);
  useEffect(() => {
    listener.current = onStep;
  });
  const actions = useMemo(
    () => ({
      begin(wanted: Wanted, question: Question) {
        const { feedback, registry } = server;
        const means = {
          correct: (one: Parameters<typeof feedback.correct>[0]) =>
            feedback.correct(one, question.profile),
          withdraw: feedback.withdraw,
          jobs: registry.jobs,
          ask: server.recogniser(question),
        };
        const { id, about, picture, labels, kind, recognizer } = wanted;
        const run = new CorrectionRun(wanted, means, (step) => {
          // Labels may have been added, for everybody or for one person.
          if (step.kind === "over") server.forgetModels();
          dispatch({ kind: "step", id, step });
          listener.current(step);
        });
        runs.current.set(id, run);
        dispatch({ kind: "begin", flow: { id, about, picture, labels, kind, recognizer } });
        void run.go();
      },
      retry: (id: string) => void runs.current.get(id)?.go(),
      withdraw: (id: string) => void runs.current.get(id)?.withdraw(),
      dismiss: (id: string) => dispatch({ kind: "dismiss", id }),
    }),
    [server],
  );
  return useMemo(() => ({ flows, ...actions }), [flows, actions]);
}
