import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useLocale } from "../../i18n/context";

interface NewLabelProps {
  labels: readonly string[];
  /** What was typed in vain. */
  suggestion: string;
  onAdd(label: string): void;
  onBack(): void;
}

/** Names a label that the model does not have; adding one takes a second look. */
export function NewLabel({ labels, suggestion, onAdd, onBack }: NewLabelProps) {
  const { messages } = useLocale();
  const words = messages.feedback;
  const [text, setText] = useState(suggestion);
  const input = useRef<HTMLInputElement>(null);
  const help = useId();
  useEffect(() => input.current?.focus(), []);
  const label = text.trim();
  const exists = labels.includes(label);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (label && !exists) onAdd(label);
  };
  return (
    <form className="new-label" onSubmit={submit}>
      <label className="field">
        {words.newLabelName}
        <input
          ref={input}
          value={text}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-describedby={help}
          aria-invalid={exists}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <p className="hint" id={help} role="status">
        {exists ? words.newLabelExists(label) : words.newLabelHelp}
      </p>
      <div className="dialog-actions">
        <button type="button" className="button wide" onClick={onBack}>
          {words.back}
        </button>
        <button type="submit" className="button primary" aria-disabled={!label || exists}>
          {label && !exists ? words.addLabel(label) : words.addAnyLabel}
        </button>
      </div>
    </form>
  );
}
