import { useId } from "react";
import { useLocale } from "../../i18n/context";
import { nameOf, type Subject } from "../../i18n/labels";
import type { ShownScore } from "./sentence";

export interface LabelChoice {
  /** Whether there is an answer whose labels can be looked into. */
  answered: boolean;
  best: string | null;
  chosen: string | null;
  subject: Subject;
  onChoose(label: string): void;
}

interface ConfidenceBarsProps extends LabelChoice {
  legend: string;
  /** Whether these are the best few of many, rather than all. */
  few: boolean;
  scores: readonly ShownScore[];
}

/** A bar for each label. Radio buttons underneath: arrow keys walk through what was looked at. */
export function ConfidenceBars({ legend, few, scores, ...choice }: ConfidenceBarsProps) {
  const { messages, format } = useLocale();
  const { answered, best, chosen, subject } = choice;
  const group = useId();
  const appearance = ["bars", few && "few", subject === "other" && "wordy"];
  return (
    <fieldset className={appearance.filter(Boolean).join(" ")}>
      <legend>{legend}</legend>
      <p className="unseen" id={`${group}-help`}>
        {messages.confidenceHelp}
      </p>
      {scores.map(({ label, probability }, index) => {
        if (label === "") {
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an empty place has nothing else
            <span key={index} className="bar" aria-hidden="true">
              <span />
              <span className="bar-track" />
            </span>
          );
        }
        const shown = probability === null ? "" : format.percent(probability);
        const name = nameOf(label, subject, messages);
        return (
          // By place: in a ranking the labels change, and the row that has the focus stays.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <label key={index} className={label === best ? "bar best" : "bar"}>
            <input
              type="radio"
              name={group}
              aria-label={shown ? messages.confidenceOf(name, shown) : name}
              aria-describedby={`${group}-help`}
              disabled={!answered}
              checked={label === chosen}
              onChange={() => choice.onChoose(label)}
            />
            <span className="bar-label">{label}</span>
            <span className="bar-track">
              <span className="bar-fill" style={{ transform: `scaleX(${probability ?? 0})` }} />
            </span>
            <span className="bar-value">{shown}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
