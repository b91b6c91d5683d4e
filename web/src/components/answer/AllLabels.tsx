import { useId } from "react";
import { useLocale } from "../../i18n/context";
import { groupOf, type LabelGroup, nameOf } from "../../i18n/labels";
import type { LabelChoice } from "./ConfidenceBars";
import type { ShownScore } from "./sentence";

const GROUPS: readonly LabelGroup[] = ["digits", "upper", "lower", "others"];

/** Smaller shares round to nothing, and a table full of zeros hides the few that count. */
const LEAST_SHOWN = 0.0005;

interface AllLabelsProps extends LabelChoice {
  /** In the model's order, so that a label never changes its place. */
  scores: readonly ShownScore[];
}

/** Every label of a model with many, laid out as on a keyboard, behind a disclosure. */
export function AllLabels({ scores, answered, chosen, best, subject, onChoose }: AllLabelsProps) {
  const { messages, format } = useLocale();
  const group = useId();
  const cell = ({ label, probability }: ShownScore) => {
    const name = nameOf(label, subject, messages);
    const shown = probability === null ? "" : format.percent(probability);
    return (
      <label key={label} className={label === best ? "cell best" : "cell"} title={name}>
        <input
          type="radio"
          name={group}
          aria-label={shown ? messages.confidenceOf(name, shown) : name}
          disabled={!answered}
          checked={label === chosen}
          onChange={() => onChoose(label)}
        />
        <span className="cell-fill" style={{ transform: `scaleY(${probability ?? 0})` }} />
        <span className="cell-label">{label}</span>
        <span className="cell-value">
          {probability !== null && probability >= LEAST_SHOWN && format.shortPercent(probability)}
        </span>
      </label>
    );
  };
  return (
    <details className="all-labels">
      <summary>{messages.allLabels(format.count(scores.length))}</summary>
      {GROUPS.map((name) => [name, scores.filter(({ label }) => groupOf(label) === name)] as const)
        .filter(([, members]) => members.length > 0)
        .map(([name, members]) => (
          <fieldset key={name} className="cells">
            <legend>{messages.labelGroups[name]}</legend>
            {members.map(cell)}
          </fieldset>
        ))}
    </details>
  );
}
