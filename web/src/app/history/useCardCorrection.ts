import { useState } from "react";
import type { Server } from "../../api/client";
import type { ModelRow } from "../../api/wire";
import type { Picked } from "../../components/correction/LabelPicker";
import { shownOf } from "../../learning/flow";
import { newId } from "../../learning/id";
import { isRight } from "../../learning/outcome";
import type { PredictionRecord } from "../../learning/record";
import { persist } from "../../learning/retry";
import { type Failure, failureOf } from "../../recognition/failure";
import { useFlows } from "../learning/useFlows";

/** Corrects what stands in the history. */
export function useCardCorrection(
  server: Server,
  models: readonly ModelRow[] | null,
  onChange: () => void,
  onLearned: () => void,
) {
  const { flows, ...actions } = useFlows(server, ({ kind }) => {
    // What was said shows at once, what was learned from it when it is known.
    if (kind === "learning" || kind === "saved" || kind === "over" || kind === "withdrawn")
      onChange();
    if (kind === "over") onLearned();
  });
  const [asked, setAsked] = useState<PredictionRecord | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  const pick = async ({ labels, newLabels }: Picked) => {
    if (!asked) return;
    const { id, recognizer, profile, image } = asked;
    const task = models?.find(({ name }) => name === recognizer)?.task ?? "one";
    setAsked(null);
    setFailure(null);
    try {
      const picture = await persist(() => server.feedback.picture(image));
      actions.begin(
        {
          id: newId(),
          ...{ recognizer, labels, newLabels, picture },
          kind: isRight({ ...asked, task }, labels) ? "confirmed" : "corrected",
          source: "history",
          about: id,
          prediction: Promise.resolve(id),
        },
        { model: recognizer, prior: null, profile },
      );
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return {
    ...actions,
    shown: shownOf(flows),
    failure,
    asked,
    open: setAsked,
    close: () => setAsked(null),
    pick,
  };
}
