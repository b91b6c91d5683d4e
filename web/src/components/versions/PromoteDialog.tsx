import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useLocale } from "../../i18n/context";
import { isRefused, type Version } from "../../learning/version";
import { DecisionList } from "../correction/DecisionList";
import { Field } from "../Field";
import { Modal } from "../Modal";

interface PromoteDialogProps {
  plan: { readonly kind: "promote" | "rollBack"; readonly version: Version } | null;
  /** `override` where it is against the gate. */
  onConfirm(reason: string, override: boolean): void;
  onClose(): void;
}

/** Asks for a reason before another version answers; against the gate there must be one. */
export function PromoteDialog({ plan, onConfirm, onClose }: PromoteDialogProps) {
  const { messages, format } = useLocale();
  const words = messages.versions;
  const name = plan ? words.number(format.count(plan.version.number)) : "";
  const title = plan?.kind === "rollBack" ? words.rollBackTitle(name) : words.promoteTitle(name);
  return (
    <Modal open={plan !== null} title={title} onClose={onClose}>
      {plan && <Content plan={plan} onConfirm={onConfirm} onClose={onClose} />}
    </Modal>
  );
}

interface ContentProps extends PromoteDialogProps {
  plan: NonNullable<PromoteDialogProps["plan"]>;
}

function Content({ plan: { kind, version }, onConfirm, onClose }: ContentProps) {
  const { messages } = useLocale();
  const words = messages.versions;
  const override = kind === "promote" && isRefused(version);
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const problem = useId();
  useEffect(() => input.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const reason = text.trim();
    if (override && !reason) {
      setMissing(true);
      input.current?.focus();
    } else onConfirm(reason, override);
  };
  return (
    <form className="promote" onSubmit={submit} noValidate>
      <p>{override ? words.overrideHelp : words.promoteHelp}</p>
      {override && version.decision && <DecisionList decision={version.decision} />}
      <Field label={override ? words.reason : words.reasonOptional}>
        <input
          ref={input}
          value={text}
          maxLength={1000}
          aria-required={override}
          aria-invalid={missing}
          aria-describedby={problem}
          onChange={(event) => {
            setText(event.target.value);
            setMissing(false);
          }}
        />
      </Field>
      <p id={problem} className="promote-problem" role="status">
        {missing && words.reasonNeeded}
      </p>
      <div className="dialog-actions">
        <button type="button" className="button wide" onClick={onClose}>
          {messages.cancel}
        </button>
        <button type="submit" className={override ? "button danger" : "button primary"}>
          {kind === "rollBack" ? words.rollBack : override ? words.override : words.promote}
        </button>
      </div>
    </form>
  );
}
