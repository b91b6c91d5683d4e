import { useLocale } from "../../i18n/context";
import { explain } from "../../i18n/failures";
import type { Subject } from "../../i18n/labels";
import type { Answer, Verdict } from "../../recognition/answer";
import type { Failure } from "../../recognition/failure";
import type { LiveState } from "../../recognition/live";
import { Icon, type IconName } from "../Icon";
import { Logo } from "../Logo";
import { sentence, verdictWords } from "./sentence";

const VERDICT_ICONS: Readonly<Record<Verdict, IconName>> = {
  sure: "check",
  unsure: "doubt",
  unknown: "none",
};

/** The answer at a glance, or why there is none; always as high, so that nothing below moves. */
export function Headline({ state, subject }: { state: LiveState<Answer>; subject: Subject }) {
  switch (state.status) {
    case "answered":
      return <AnswerHeadline answer={state.answer} subject={subject} />;
    case "failed":
      return <FailureHeadline failure={state.failure} />;
    default:
      return <WaitingSubject looking={state.status === "looking"} subject={subject} />;
  }
}

function AnswerHeadline({ answer, subject }: { answer: Answer; subject: Subject }) {
  const { messages, format } = useLocale();
  const { verdict } = answer;
  return (
    <div className={`headline ${verdict}`}>
      <p className={`glyph ${subject}`} data-testid="label">
        {verdict === "unknown" ? <Icon name="none" /> : answer.label}
      </p>
      <div className="headline-words">
        <p className="verdict">
          <Icon name={VERDICT_ICONS[verdict]} />
          {verdictWords(answer, subject, messages)}
        </p>
        <p className="headline-sentence">{sentence(answer, subject, messages)}</p>
        {verdict !== "unknown" && (
          <p className="headline-confidence">
            {messages.confidence} <strong>{format.percent(answer.confidence)}</strong>
          </p>
        )}
      </div>
    </div>
  );
}

export function FailureHeadline({ failure }: { failure: Failure }) {
  const { messages, format } = useLocale();
  const { text, detail } = explain(failure, { messages, format });
  return (
    <div className="headline failed">
      <p className="glyph">
        <Icon name="warning" />
      </p>
      <div className="headline-words">
        <p className="verdict">{messages.noAnswer}</p>
        <p className="headline-sentence">{text}</p>
        {detail !== null && (
          <p className="headline-detail" lang="en">
            {detail}
          </p>
        )}
      </div>
    </div>
  );
}

function WaitingSubject({ looking, subject }: { looking: boolean; subject: Subject }) {
  const { messages } = useLocale();
  return <WaitingHeadline looking={looking} prompt={messages.subjects[subject].prompt} />;
}

/** The place of the answer while there is none. */
export function WaitingHeadline({ looking, prompt }: { looking: boolean; prompt: string }) {
  const { messages } = useLocale();
  return (
    <div className={looking ? "headline looking" : "headline waiting"}>
      <p className="glyph">
        <Logo />
      </p>
      <div className="headline-words">
        <p className="headline-sentence">{looking ? messages.looking : prompt}</p>
      </div>
    </div>
  );
}
