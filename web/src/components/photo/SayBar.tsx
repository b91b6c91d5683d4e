import { useState } from "react";
import { useLocale } from "../../i18n/context";
import { labelsText } from "../../i18n/labels";
import { NewLabel } from "../correction/NewLabel";
import { Modal } from "../Modal";
import "../field.css";
import "../correction/picker.css";

interface SayBarProps {
  /** What a person says that the photo shows. */
  ticked: readonly string[];
  /** Whether that is what the model says itself. */
  same: boolean;
  /** Whether there is an answer to say something about. */
  enabled: boolean;
  /** All labels of the model. */
  labels: readonly string[];
  onNone(): void;
  onReset(): void;
  onSave(): void;
  /** Saves what is ticked with one label more, which the model is to learn. */
  onNewLabel(label: string): void;
}

/** What is ticked in words, and the ways to save it. */
export function SayBar({ ticked, same, enabled, labels, ...on }: SayBarProps) {
  const { messages } = useLocale();
  const words = messages.photos;
  const [naming, setNaming] = useState(false);
  const button = (name: string, act: () => void, possible = enabled) => (
    <button
      type="button"
      className="button wide"
      // Not `disabled`: the button that was just pressed would lose the focus.
      aria-disabled={!possible}
      onClick={() => possible && act()}
    >
      {name}
    </button>
  );
  const tickedText = () => {
    if (same) return words.unchanged;
    return ticked.length > 0 ? words.ticked(labelsText(ticked, messages)) : words.tickedNone;
  };
  return (
    <div className="say">
      <p className="say-ticked" role="status">
        {enabled && tickedText()}
      </p>
      <div className="say-actions">
        <button
          type="button"
          className="button primary"
          aria-disabled={!enabled}
          onClick={() => enabled && on.onSave()}
        >
          {same ? words.confirm : words.save}
        </button>
        {button(words.noneOfThese, on.onNone, enabled && ticked.length > 0)}
        {button(messages.feedback.newLabel, () => setNaming(true))}
        {button(words.reset, on.onReset, enabled && !same)}
      </div>
      <Modal open={naming} title={messages.feedback.newLabelName} onClose={() => setNaming(false)}>
        <NewLabel
          labels={labels}
          suggestion=""
          onBack={() => setNaming(false)}
          onAdd={(label) => {
            setNaming(false);
            on.onNewLabel(label);
          }}
        />
      </Modal>
    </div>
  );
}
