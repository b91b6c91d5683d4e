import { useMemo } from "react";
import type { Question, Server } from "../../api/client";
import { flowAbout, shownOf } from "../../learning/flow";
import { newId } from "../../learning/id";
import { useDismissal } from "../learning/useDismissal";
import { useFlows } from "../learning/useFlows";
import type { Teacher } from "./useCorrections";

const UNRECORDED = Promise.resolve(null);

/** Tells the model what was corrected in a text, as far as it knows the characters. */
export function useTeacher(
  server: Server,
  model: string,
  labels: readonly string[],
  profile: string,
  /** What is read, by identity. */
  about: unknown,
  onLearned: () => void,
) {
  const { flows, ...actions } = useFlows(server, ({ kind }) => kind === "over" && onLearned());
  useDismissal({ flows, dismiss: actions.dismiss }, about);
  const question = useMemo<Question>(() => ({ model, prior: null, profile }), [model, profile]);
  const teacher: Teacher = {
    async teach(about, before, cut) {
      const { character } = about;
      if (!labels.includes(character)) return;
      const picture = await cut;
      const wanted = {
        id: newId(),
        recognizer: model,
        labels: [character],
        newLabels: false,
        kind: character === before.character ? "confirmed" : "corrected",
        source: "read",
        prediction: UNRECORDED,
        ...{ about, picture },
      } as const;
      actions.begin(wanted, question);
    },
    forget(about) {
      const flow = flowAbout(flows, about);
      if (flow) actions.withdraw(flow.id);
    },
  };
  return { ...actions, teacher, shown: shownOf(flows) };
}
