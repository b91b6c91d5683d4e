import { useLocale } from "../i18n/context";
import { known } from "../i18n/labels";
import "./chips.css";

interface LabelChipsProps {
  labels: readonly string[];
  /** What stands beside a label, if anything. */
  beside?(label: string): string;
  /** What is said where there are no labels. */
  none: string;
  testId?: string;
}

/** Labels side by side. */
export function LabelChips({ labels, beside, none, testId }: LabelChipsProps) {
  const { messages } = useLocale();
  if (labels.length === 0) {
    return (
      <p className="chips-none" data-testid={testId}>
        {none}
      </p>
    );
  }
  return (
    <ul className="chips" data-testid={testId}>
      {labels.map((label) => (
        <li key={label} className="chip">
          {known(messages.photoLabels, label)}
          {beside && <small> {beside(label)}</small>}
        </li>
      ))}
    </ul>
  );
}
