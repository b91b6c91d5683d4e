import { useLocale } from "../../i18n/context";
import { labelsText, modelName } from "../../i18n/labels";
import type { CorrectionRecord } from "../../learning/correction";
import { Icon } from "../Icon";
import { Fate } from "../records/Fate";
import { ChangeChips } from "./ChangeChips";
import "../badge.css";

interface SaidCardProps {
  said: CorrectionRecord;
  /** Where the small picture lies. */
  thumbnail: string;
  onHistory(): void;
  onWithdraw(): void;
}

/** One correction: the picture, what was answered, what is right, who said so, and what came of it. */
export function SaidCard({ said, thumbnail, onHistory, onWithdraw }: SaidCardProps) {
  const { messages, format } = useLocale();
  const words = messages.said;
  const { source, predicted, labels, state } = said;
  const time = format.time(said.createdAt);
  const name = words.named(labelsText(labels, messages), time);
  return (
    <li className={`card record said ${state}`}>
      <img
        className={source === "draw" ? "thumb drawn" : "thumb"}
        src={thumbnail}
        alt=""
        width="96"
        height="96"
        loading="lazy"
      />
      <div className="record-words">
        <ChangeChips before={predicted} after={labels} />
        {state === "current" && <Fate correction={said} />}
        {state !== "current" && (
          <p className="record-fate">
            <span className="badge">{words.states[state]}</span>
          </p>
        )}
        <SaidFacts said={said} />
      </div>
      <div className="record-actions">
        <button
          type="button"
          className="button"
          data-act="history"
          aria-haspopup="dialog"
          aria-label={words.history(name)}
          title={words.history(name)}
          onClick={onHistory}
        >
          <Icon name="history" />
        </button>
        {state !== "withdrawn" && (
          <button
            type="button"
            className="button"
            data-act="withdraw"
            aria-label={words.withdraw(name)}
            title={words.withdraw(name)}
            onClick={onWithdraw}
          >
            <Icon name="undo" />
          </button>
        )}
      </div>
    </li>
  );
}

/** Of whom and when it was said. */
export function SaidFacts({ said }: { said: CorrectionRecord }) {
  const { messages, format } = useLocale();
  const { recognizer, author, profile, createdAt } = said;
  return (
    <p className="record-facts">
      <span>{modelName(recognizer, messages)}</span>
      {author && <span> · {messages.said.by(author)}</span>}
      {profile && profile !== author && <span> · {messages.versions.forProfile(profile)}</span>}
      <time dateTime={createdAt.toISOString()}>{format.time(createdAt)}</time>
    </p>
  );
}
