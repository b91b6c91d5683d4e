import { type ReactNode, useId } from "react";
import { useLocale } from "../../i18n/context";
import type { Decision } from "../../learning/decision";
import { DecisionList } from "../correction/DecisionList";
import { Icon } from "../Icon";
import "./taught.css";
import "../badge.css";

/** What this device learned for one recogniser, for one profile. */
export interface TaughtState {
  /** What answers with it is called; null where nothing was learned. */
  readonly model: string | null;
  readonly learned: number;
  /** Corrections that it learns from. */
  readonly said: number;
  readonly decision: Decision | null;
  readonly learnedAt: Date | null;
  /** Whether another version of the model is live by now. */
  readonly isOlder: boolean;
  /** Whether the model as it came answers all of it right. */
  readonly isNeedless: boolean;
  readonly canLearn: boolean;
}

interface TaughtCardProps {
  state: TaughtState;
  isBusy: boolean;
  /** What was done last, or is being done. */
  notice: string;
  onExport(): void;
  onForget(): void;
  /** Why something did not work. */
  children: ReactNode;
}

/** What was learned here, what the gate said to it, and what can be done with it. */
export function TaughtCard({ state, isBusy, notice, children, ...on }: TaughtCardProps) {
  const { messages, format } = useLocale();
  const words = messages.taught;
  const heading = useId();
  const { model, learned, said, decision, learnedAt, isOlder, isNeedless, canLearn } = state;
  const isTaught = learned > 0;
  return (
    <section className="card taught" aria-labelledby={heading}>
      <div className="version-head">
        <h2 id={heading}>{words.title}</h2>
        {isTaught && !isOlder && <span className="badge good">{words.answers}</span>}
        {decision && (
          <span className={decision.approved ? "badge good" : "badge doubt"}>
            {decision.approved ? messages.versions.approved : messages.versions.refused}
          </span>
        )}
      </div>
      {said === 0 && !isTaught && <p className="hint">{canLearn ? words.nothing : words.cannot}</p>}
      {(said > 0 || isTaught) && (
        <p className="version-facts">
          {learnedAt && <time dateTime={learnedAt.toISOString()}>{format.time(learnedAt)}</time>}
          <span>{words.learned(format.count(learned))}</span>
          <span>{words.said(format.count(said))}</span>
          {model !== null && <span className="version-id">{model}</span>}
        </p>
      )}
      {isOlder && isTaught && <p className="hint">{words.older}</p>}
      {said > 0 && !isTaught && (
        <p className="hint">{isNeedless ? words.needless : words.unlearned}</p>
      )}
      {decision && (
        <details className="version-checks">
          <summary>{messages.versions.checks(format.count(decision.checks.length))}</summary>
          <DecisionList decision={decision} />
        </details>
      )}
      <div className="taught-actions">
        {isTaught && !isOlder && (
          <button
            type="button"
            className="button wide"
            aria-disabled={isBusy}
            onClick={isBusy ? undefined : on.onExport}
          >
            <Icon name="export" />
            {words.export}
          </button>
        )}
        {(said > 0 || isTaught) && (
          <button
            type="button"
            className="button wide"
            aria-haspopup="dialog"
            onClick={on.onForget}
          >
            <Icon name="clear" />
            {words.forget}
          </button>
        )}
      </div>
      {isTaught && !isOlder && <p className="hint">{words.exportHelp}</p>}
      <p className="desk-notice" role="status">
        {notice}
      </p>
      {children}
    </section>
  );
}
