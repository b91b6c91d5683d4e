import { useLocale } from "../../i18n/context";
import { known } from "../../i18n/labels";
import { changesOf } from "../../learning/labels";
import "../chips.css";

interface ChangeChipsProps {
  /** What was answered; null where nothing was. */
  before: readonly string[] | null;
  after: readonly string[];
}

const SIGNS = { kept: "", added: "+ ", removed: "− " } as const;

/** The labels of an answer and what a person made of them: kept, added, removed. */
export function ChangeChips({ before, after }: ChangeChipsProps) {
  const { messages } = useLocale();
  const words = messages.said;
  const changes = changesOf(before ?? [], after);
  return (
    <>
      <ul className="chips" aria-label={words.tags}>
        {changes.map(({ label, kind }) => {
          const name = known(messages.photoLabels, label);
          return (
            <li key={`${kind} ${label}`} className={`chip ${kind}`}>
              <span className="unseen">{words[kind](name)}</span>
              <span aria-hidden="true">
                {SIGNS[kind]}
                {kind === "removed" ? <s>{name}</s> : name}
              </span>
            </li>
          );
        })}
      </ul>
      {after.length === 0 && <p className="chips-none">{words.noneRight}</p>}
      {before === null && <p className="chips-none">{words.noneAnswered}</p>}
    </>
  );
}
