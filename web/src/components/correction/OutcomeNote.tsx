import { type ReactNode, useState } from "react";
import { useLocale } from "../../i18n/context";
import type { Flow, Step } from "../../learning/flow";
import { Announcer } from "../Announcer";
import { Icon, type IconName } from "../Icon";
import { Modal } from "../Modal";
import { DecisionList } from "./DecisionList";
import "./feedback.css";
import { stepDetail, stepWords } from "./outcomeWords";

/** What comes at once need not be announced as coming. */
const QUIET_MILLISECONDS = 250;

const WITHDRAWABLE: ReadonlySet<Step["kind"]> = new Set([
  "unsaved",
  "waiting",
  "saved",
  "over",
  "unclear",
  "kept",
]);

interface OutcomeNoteProps {
  flow: Flow | undefined;
  /** The picture that this is about. */
  picture: ReactNode;
  onRetry(id: string): void;
  onWithdraw(id: string): void;
  onDismiss(id: string): void;
}

/** What became of the newest correction, from saving it to the model's own new answer. */
export function OutcomeNote({ flow, picture, onRetry, onWithdraw, onDismiss }: OutcomeNoteProps) {
  const locale = useLocale();
  const words = locale.messages.feedback;
  const [open, setOpen] = useState(false);
  const text = flow ? stepWords(flow, locale) : "";
  const detail = flow ? stepDetail(flow, locale) : null;
  const decision = flow && decisionOf(flow);
  const { kind } = flow?.step ?? {};
  const canWithdraw = kind !== undefined && WITHDRAWABLE.has(kind);
  return (
    <section className={flow ? "outcome" : "outcome none"} aria-label={words.result}>
      {flow && (
        <>
          <span className="outcome-picture">{picture}</span>
          <p className={`outcome-text ${tone(flow)}`} data-testid="outcome">
            <Icon name={ICONS[tone(flow)]} />
            <span>
              {text} {detail !== null && <small lang="en">{detail}</small>}
            </span>
          </p>
          <div className="outcome-actions">
            {decision && (
              <button type="button" className="link" onClick={() => setOpen(true)}>
                {words.why}
              </button>
            )}
            {kind === "unsaved" && (
              <button type="button" className="link" onClick={() => onRetry(flow.id)}>
                {locale.messages.tryAgain}
              </button>
            )}
            {canWithdraw && (
              <button type="button" className="link" onClick={() => onWithdraw(flow.id)}>
                {words.takeBack}
              </button>
            )}
            <button
              type="button"
              className="button small"
              aria-label={words.dismiss}
              onClick={() => onDismiss(flow.id)}
            >
              <Icon name="close" />
            </button>
          </div>
        </>
      )}
      <Announcer text={text} quiet={QUIET_MILLISECONDS} />
      <Modal open={open && decision != null} title={words.decision} onClose={() => setOpen(false)}>
        {decision && <DecisionList decision={decision} />}
      </Modal>
    </section>
  );
}

type Tone = "busy" | "good" | "doubt" | "bad";

const ICONS: Readonly<Record<Tone, IconName>> = {
  busy: "doubt",
  good: "check",
  doubt: "none",
  bad: "warning",
};

function tone({ step }: Flow): Tone {
  switch (step.kind) {
    case "unsaved":
    case "unclear":
    case "kept":
      return "bad";
    case "waiting":
    case "saved":
    case "withdrawn":
      return "good";
    case "over":
      return step.outcome.kind === "learned" || step.outcome.kind === "right" ? "good" : "doubt";
    default:
      return "busy";
  }
}

function decisionOf({ step }: Flow) {
  return step.kind === "over" && "decision" in step.outcome ? step.outcome.decision : null;
}
