import { useId } from "react";
import { useLocale } from "../../i18n/context";
import { WRITING_LINES } from "../../recognition/frame";

/** Faint lines to write on, a decoration of the paper. */
export function WritingLines() {
  return (
    <svg className="writing-lines" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      {Object.entries(WRITING_LINES).map(([name, y]) => (
        <line key={name} className={`writing-line-${name}`} x1="0" x2="1" y1={y} y2={y} />
      ))}
    </svg>
  );
}

interface WritingLinesSwitchProps {
  on: boolean;
  onChange(on: boolean): void;
}

export function WritingLinesSwitch({ on, onChange }: WritingLinesSwitchProps) {
  const { messages } = useLocale();
  const hint = useId();
  return (
    <div className="board-more">
      <label>
        <input
          type="checkbox"
          checked={on}
          aria-describedby={hint}
          onChange={(event) => onChange(event.target.checked)}
        />
        {messages.writingLines}
      </label>
      <span id={hint}>{messages.writingLinesHint}</span>
    </div>
  );
}
