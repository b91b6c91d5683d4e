import { useLocale } from "../../i18n/context";
import { explain } from "../../i18n/failures";
import type { Failure } from "../../recognition/failure";
import { Icon } from "../Icon";

interface UndoBarProps {
  /** What was done, or what was not. */
  text: string;
  failure: Failure | null;
  canUndo: boolean;
  onUndo(): void;
  onDismiss(): void;
}

/** What was deleted, and the way back. */
export function UndoBar({ text, failure, canUndo, onUndo, onDismiss }: UndoBarProps) {
  const { messages, format } = useLocale();
  const words = messages.records;
  const why = failure && explain(failure, { messages, format });
  return (
    <div className={text ? "undo-bar" : "undo-bar none"}>
      <p role="status">
        {text} {why?.text} {why?.detail}
      </p>
      {text && canUndo && (
        <button type="button" className="button wide" onClick={onUndo}>
          <Icon name="undo" />
          {words.undo}
        </button>
      )}
      {text && (
        <button
          type="button"
          className="button small"
          aria-label={messages.feedback.dismiss}
          onClick={onDismiss}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
