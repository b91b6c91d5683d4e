import { useLocale } from "../../i18n/context";
import { explain } from "../../i18n/failures";
import { labelsText, modelName } from "../../i18n/labels";
import type { KeptCorrection } from "../../kept/kept";
import { PictureThumb } from "../PictureThumb";

/** More than a person looks through. */
const MOST = 50;

interface WaitingListProps {
  /** Null until they were found. */
  corrections: readonly KeptCorrection[] | null;
  onSend(): void;
  onAgain(one: KeptCorrection): void;
  onWithdraw(one: KeptCorrection): void;
}

/** What the server does not have yet, or does not take. */
export function WaitingList({ corrections, onSend, onAgain, onWithdraw }: WaitingListProps) {
  const { messages, format } = useLocale();
  const words = messages.keeping;
  if (!corrections) return <p>{messages.loading}</p>;
  if (corrections.length === 0) return <p role="status">{words.none}</p>;
  const shown = corrections.slice(0, MOST);
  return (
    <>
      <p className="waiting-help">{words.help}</p>
      <ul className="waiting-list">
        {shown.map((one) => (
          <Waiting
            key={one.id}
            one={one}
            onAgain={() => onAgain(one)}
            onWithdraw={() => onWithdraw(one)}
          />
        ))}
      </ul>
      {corrections.length > MOST && <p>{words.more(format.count(corrections.length - MOST))}</p>}
      <button type="button" className="button wide" onClick={onSend}>
        {words.sendNow}
      </button>
    </>
  );
}

interface WaitingProps {
  one: KeptCorrection;
  onAgain(): void;
  onWithdraw(): void;
}

function Waiting({ one, onAgain, onWithdraw }: WaitingProps) {
  const locale = useLocale();
  const { messages } = locale;
  const words = messages.keeping;
  const name = words.said(modelName(one.recognizer, messages), labelsText(one.labels, messages));
  const why = one.refusal && explain(one.refusal, locale);
  const state = one.withdrawn ? words.states.withdrawing : words.states.waiting;
  return (
    <li className="waiting-one">
      <PictureThumb picture={one.picture} name={words.picture} />
      <div>
        <p>{name}</p>
        <p className="waiting-state">
          {why ? words.refusal(why.text) : state}{" "}
          {why?.detail && <span lang="en">{why.detail}</span>}
        </p>
      </div>
      <div className="waiting-actions">
        {why && (
          <button
            type="button"
            className="link"
            aria-label={words.sendAgain(name)}
            onClick={onAgain}
          >
            {messages.tryAgain}
          </button>
        )}
        {!one.withdrawn && (
          <button
            type="button"
            className="link"
            aria-label={words.takeBack(name)}
            onClick={onWithdraw}
          >
            {messages.feedback.takeBack}
          </button>
        )}
      </div>
    </li>
  );
}
