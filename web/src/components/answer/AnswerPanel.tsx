import { type ReactNode, useEffect, useState } from "react";
import { useLocale } from "../../i18n/context";
import type { Subject } from "../../i18n/labels";
import type { Answer } from "../../recognition/answer";
import type { LiveState } from "../../recognition/live";
import { Announcer } from "../Announcer";
import { Facts } from "../Facts";
import "./answer.css";
import { AllLabels } from "./AllLabels";
import { ConfidenceBars } from "./ConfidenceBars";
import { Headline } from "./Headline";
import { Insight } from "./Insight";
import { announcement, ranked } from "./sentence";

/** More labels than this have no bar each: the best few do, and all of them stand in a table. */
const MOST_BARS = 20;
const BEST = 5;

interface AnswerPanelProps {
  state: LiveState<Answer>;
  /** The model's labels, if they are known before the first answer. */
  labels: readonly string[];
  subject: Subject;
  /** Where it is recognised. */
  place: ReactNode;
  /** What can be said about the answer. */
  feedback: ReactNode;
}

export function AnswerPanel({ state, labels, subject, place, feedback }: AnswerPanelProps) {
  const locale = useLocale();
  const { messages } = locale;
  const answer = state.status === "answered" ? state.answer : null;
  const [chosen, setChosen] = useState<string | null>(null);
  // A choice belongs to one drawing; the next one starts with the model's own.
  useEffect(() => {
    if (state.status !== "answered") setChosen(null);
  }, [state.status]);

  const label = answer && (chosen ?? answer.label);
  const scores = answer?.scores ?? labels.map((label) => ({ label, probability: null }));
  const many = scores.length > MOST_BARS;
  const best = answer && answer.verdict !== "unknown" ? answer.label : null;
  const choice = { answered: answer !== null, best, chosen: label, subject, onChoose: setChosen };
  return (
    <section id="draw-answer" className="answer" aria-label={messages.answer} tabIndex={-1}>
      <div className="card answer-headline">
        <Headline state={state} subject={subject} />
        {feedback}
      </div>
      <div className="card answer-details">
        <ConfidenceBars
          few={many}
          legend={many ? messages.mostProbable : messages.confidences}
          scores={many ? ranked(scores, BEST) : scores}
          {...choice}
        />
        <Insight answer={answer} label={label} />
        {many && <AllLabels scores={scores} {...choice} />}
        <Facts model={answer?.model} timing={answer?.timing} place={answer?.place} />
        {place}
      </div>
      <Announcer text={announcement(state, subject, locale)} />
    </section>
  );
}
