import { useEffect, useState } from "react";
import { useLocale } from "../../i18n/context";
import type { LiveState } from "../../recognition/live";
import { Announcer } from "../Announcer";
import "./answer.css";
import { ConfidenceBars } from "./ConfidenceBars";
import { Headline } from "./Headline";
import { Insight } from "./Insight";
import { announcement } from "./sentence";

interface AnswerPanelProps {
  state: LiveState;
  /** The model's labels, if they are known before the first answer. */
  labels: readonly string[];
}

export function AnswerPanel({ state, labels }: AnswerPanelProps) {
  const locale = useLocale();
  const { messages, format } = locale;
  const answer = state.status === "answered" ? state.answer : null;
  const [chosen, setChosen] = useState<string | null>(null);
  // A choice belongs to one drawing; the next one starts with the model's own.
  useEffect(() => {
    if (state.status !== "answered") setChosen(null);
  }, [state.status]);

  const label = answer && (chosen ?? answer.label);
  return (
    <section id="answer" className="answer" aria-label={messages.answer} tabIndex={-1}>
      <div className="card answer-headline">
        <Headline state={state} />
      </div>
      <div className="card answer-details">
        <ConfidenceBars
          labels={answer?.scores.map((score) => score.label) ?? labels}
          scores={answer?.scores ?? null}
          best={answer && answer.verdict !== "unknown" ? answer.label : null}
          chosen={label}
          onChoose={setChosen}
        />
        <Insight answer={answer} label={label} />
        <p className="facts">
          {answer && (
            <>
              <span className="facts-model">{answer.model}</span>
              <span>{messages.timeServer(format.milliseconds(answer.timing.recogniser))}</span>
              <span>{messages.timeTotal(format.milliseconds(answer.timing.roundTrip))}</span>
            </>
          )}
        </p>
      </div>
      <Announcer text={announcement(state, locale)} />
    </section>
  );
}
