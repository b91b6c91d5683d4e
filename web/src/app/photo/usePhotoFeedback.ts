import { useState } from "react";
import type { Question, Server } from "../../api/client";
import { shownOf } from "../../learning/flow";
import { newId } from "../../learning/id";
import { toggledLabel } from "../../learning/labels";
import { isRight } from "../../learning/outcome";
import type { Answer } from "../../recognition/answer";
import type { LiveState } from "../../recognition/live";
import type { Picture } from "../../recognition/picture";
import { useDismissal } from "../learning/useDismissal";
import { useFlows } from "../learning/useFlows";

interface PhotoFeedbackOptions {
  server: Server;
  question: Question;
  /** The photo, by identity. */
  about: unknown;
  /** With each label's own threshold. */
  own: LiveState<Answer>;
  /** What the photo is given where the ticks stand. */
  given: readonly string[];
  predictionOf(picture: Picture): Promise<string | null>;
  /** A new version may answer otherwise. */
  onLearned(): void;
}

interface Edited {
  readonly about: unknown;
  readonly version: string;
  readonly labels: readonly string[];
}

/** What a person ticks, and what becomes of saving it. */
export function usePhotoFeedback(options: PhotoFeedbackOptions) {
  const { server, question, about, own, given, predictionOf, onLearned } = options;
  const { flows, ...actions } = useFlows(server, ({ kind }) => {
    if (kind === "over" || kind === "withdrawn") onLearned();
  });
  const [edited, setEdited] = useState<Edited | null>(null);
  const answered = own.status === "answered" ? own : null;
  const version = answered?.answer.model ?? "";
  const ticked =
    edited && edited.about === about && edited.version === version ? edited.labels : given;

  useDismissal({ flows, dismiss: actions.dismiss }, about);

  const set = (labels: readonly string[]) => setEdited({ about, version, labels });
  const save = (labels: readonly string[], newLabels: boolean) => {
    if (!answered) return;
    const { picture, answer } = answered;
    const wanted = {
      ...{ id: newId(), recognizer: question.model, labels, newLabels },
      kind: isRight(answer, labels) ? ("confirmed" as const) : ("corrected" as const),
      source: "upload" as const,
      ...{ about, picture, prediction: predictionOf(picture) },
    };
    actions.begin(wanted, question);
  };
  return {
    ...actions,
    shown: shownOf(flows),
    ticked,
    /** Whether the ticks say what the model says itself. */
    same: answered !== null && isRight(answered.answer, ticked),
    tick: (label: string) => set(toggledLabel(ticked, label)),
    tickNone: () => set([]),
    reset: () => setEdited(null),
    save: () => save(ticked, false),
    saveWith: (label: string) => save([...ticked, label], true),
  };
}
