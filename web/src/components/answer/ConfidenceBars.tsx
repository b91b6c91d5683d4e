import { useId } from "react";
import { useLocale } from "../../i18n/context";
import type { Score } from "../../recognition/answer";

interface ConfidenceBarsProps {
  /** In the model's order, so that a bar never changes its place. */
  labels: readonly string[];
  /** In the same order; null while there is no answer. */
  scores: readonly Score[] | null;
  best: string | null;
  chosen: string | null;
  onChoose(label: string): void;
}

/** A bar for every label. Radio buttons underneath: arrow keys walk through what was looked at. */
export function ConfidenceBars({ labels, scores, best, chosen, onChoose }: ConfidenceBarsProps) {
  const { messages, format } = useLocale();
  const group = useId();
  return (
    <fieldset className="bars">
      <legend>{messages.confidences}</legend>
      <p className="unseen" id={`${group}-help`}>
        {messages.confidenceHelp}
      </p>
      {labels.map((label, index) => {
        const probability = scores?.[index]?.probability ?? 0;
        const shown = scores ? format.percent(probability) : "";
        return (
          <label key={label} className={label === best ? "bar best" : "bar"}>
            <input
              type="radio"
              name={group}
              aria-label={shown ? messages.confidenceOf(label, shown) : label}
              aria-describedby={`${group}-help`}
              disabled={!scores}
              checked={label === chosen}
              onChange={() => onChoose(label)}
            />
            <span className="bar-label">{label}</span>
            <span className="bar-track">
              <span className="bar-fill" style={{ transform: `scaleX(${probability})` }} />
            </span>
            <span className="bar-value">{shown}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
