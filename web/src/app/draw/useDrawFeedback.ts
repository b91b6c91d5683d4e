import { useState } from "react";
import type { Question, Server } from "../../api/client";
import type { Picked } from "../../components/correction/LabelPicker";
import { type Flow, flowAbout, shownOf } from "../../learning/flow";
import { newId } from "../../learning/id";
import { isRight } from "../../learning/outcome";
import type { Answer } from "../../recognition/answer";
import type { LiveState } from "../../recognition/live";
import type { Picture } from "../../recognition/picture";
import { useDismissal } from "../learning/useDismissal";
import { useFlows } from "../learning/useFlows";

interface Asked {
  readonly picture: Picture;
  readonly answer: Answer;
  readonly prediction: Promise<string | null>;
}

interface DrawFeedbackOptions {
  server: Server;
  question: Question;
  about: unknown;
  state: LiveState<Answer>;
  source: "draw" | "upload";
  predictionOf(picture: Picture): Promise<string | null>;
  /** A new version may answer otherwise. */
  onLearned(): void;
}

/** What is said about the answer that is shown, and what becomes of it. */
export function useDrawFeedback(options: DrawFeedbackOptions) {
  const { server, question, about, state, source, predictionOf, onLearned } = options;
  const { flows, ...actions } = useFlows(server, ({ kind }) => kind === "over" && onLearned());
  // What the picker asks about stays as it was when it was opened.
  const [asked, setAsked] = useState<Asked | null>(null);
  const answered = state.status === "answered" ? state : null;

  useDismissal({ flows, dismiss: actions.dismiss }, about);

  const say = ({ picture, prediction }: Omit<Asked, "answer">, said: Picked, right: boolean) => {
    const wanted = {
      id: newId(),
      recognizer: question.model,
      labels: said.labels,
      newLabels: said.newLabels,
      kind: right ? "confirmed" : "corrected",
      ...{ source, about, picture, prediction },
    } as const;
    actions.begin(wanted, question);
  };
  const confirm = () => {
    if (!answered) return;
    const { picture, answer } = answered;
    const labels = answer.verdict === "unknown" ? [] : [answer.label];
    say({ picture, prediction: predictionOf(picture) }, { labels, newLabels: false }, true);
  };
  const openPicker = () => {
    if (!answered) return;
    const { picture, answer } = answered;
    setAsked({ picture, answer, prediction: predictionOf(picture) });
  };
  const pick = (picked: Picked) => {
    if (asked) say(asked, picked, isRight(asked.answer, picked.labels));
    setAsked(null);
  };
  const own = flowAbout(flows, about);
  return {
    ...actions,
    shown: shownOf(flows),
    said: own?.recognizer === question.model ? saidOf(own, answered?.answer) : null,
    asked,
    confirm,
    openPicker,
    pick,
    closePicker: () => setAsked(null),
  };
}

/** Once the model says what it was corrected to, its answer counts as confirmed. */
function saidOf({ kind, labels }: Flow, answer: Answer | undefined): Flow["kind"] {
  return answer && isRight(answer, labels) ? "confirmed" : kind;
}
