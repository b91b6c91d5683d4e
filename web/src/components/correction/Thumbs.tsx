import { useId } from "react";
import { useLocale } from "../../i18n/context";
import { Icon } from "../Icon";
import "./feedback.css";

interface ThumbsProps {
  /** Whether there is an answer to say something about. */
  enabled: boolean;
  /** What was said about it. */
  said: "confirmed" | "corrected" | null;
  onRight(): void;
  onWrong(): void;
}

/** Whether the answer is right: a yes, or a no that leads to the right label. */
export function Thumbs({ enabled, said, onRight, onWrong }: ThumbsProps) {
  const { messages } = useLocale();
  const words = messages.feedback;
  const question = useId();
  const thumb = (up: boolean, name: string, act: () => void) => (
    <button
      type="button"
      className="button"
      // Not `disabled`: the button that was just pressed would lose the focus.
      aria-disabled={!enabled}
      aria-pressed={said === (up ? "confirmed" : "corrected")}
      aria-haspopup={up ? undefined : "dialog"}
      aria-label={name}
      title={name}
      onClick={() => enabled && act()}
    >
      <Icon name={up ? "thumbUp" : "thumbDown"} />
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not stand in a row
    <div className="thumbs" role="group" aria-labelledby={question}>
      <span id={question} className={enabled ? "thumbs-question" : "thumbs-question idle"}>
        {words.question}
      </span>
      {thumb(true, words.right, onRight)}
      {thumb(false, words.wrong, onWrong)}
    </div>
  );
}
