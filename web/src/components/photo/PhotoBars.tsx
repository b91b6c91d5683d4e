import { useId } from "react";
import { useLocale } from "../../i18n/context";
import { known } from "../../i18n/labels";
import type { ShownScore } from "../answer/sentence";
import { levelOf } from "./level";

/** So many are shown at once; those that are less probable behind a disclosure. */
const MOST_SHOWN = 20;

interface PhotoBarsProps {
  /** Most probable first. */
  scores: readonly ShownScore[];
  /** Whether there is an answer to look into and to correct. */
  answered: boolean;
  /** The labels that the photo is given. */
  given: readonly string[];
  /** What a person says that it shows. */
  ticked: readonly string[];
  /** The label that is looked into. */
  chosen: string | null;
  /** From which probability on a label is given; null while that is not known. */
  thresholdOf(label: string): number | null;
  onTick(label: string): void;
  onChoose(label: string): void;
}

/**
 * A bar for each label, with a box to tick. Radio buttons underneath the bars: arrow keys walk
 * through what was looked at.
 */
export function PhotoBars({ scores, ...shared }: PhotoBarsProps) {
  const { messages, format } = useLocale();
  const words = messages.photos;
  const group = useId();
  const help = `${group}-help`;
  const row = (score: ShownScore) => (
    <PhotoBar key={score.label} score={score} group={group} help={help} {...shared} />
  );
  const rest = scores.slice(MOST_SHOWN);
  return (
    <fieldset className="photo-bars">
      <legend>{words.bars}</legend>
      <p className="hint" id={help}>
        {words.barsHelp}
      </p>
      {scores.slice(0, MOST_SHOWN).map(row)}
      {rest.length > 0 && (
        <details className="all-labels">
          <summary>{words.more(format.count(rest.length))}</summary>
          {rest.map(row)}
        </details>
      )}
    </fieldset>
  );
}

type PhotoBarProps = Omit<PhotoBarsProps, "scores"> & {
  score: ShownScore;
  group: string;
  help: string;
};

function PhotoBar({ score: { label, probability }, group, help, ...props }: PhotoBarProps) {
  const { messages, format } = useLocale();
  const words = messages.photos;
  const name = known(messages.photoLabels, label);
  const level = probability === null ? null : levelOf(probability);
  const share = probability === null ? "" : format.percent(probability);
  const word = level === null ? "" : words.levels[level];
  const threshold = props.thresholdOf(label);
  const given = props.given.includes(label);
  return (
    <div className={["photo-bar", level, given && "given"].filter(Boolean).join(" ")}>
      <label className="photo-tick" title={words.tick(name)}>
        <input
          type="checkbox"
          aria-label={words.tick(name)}
          disabled={!props.answered}
          checked={props.ticked.includes(label)}
          onChange={() => props.onTick(label)}
        />
      </label>
      <label className="bar">
        <input
          type="radio"
          name={group}
          aria-label={word ? messages.confidenceOf(name, `${share}, ${word}`) : name}
          aria-describedby={help}
          disabled={!props.answered}
          checked={label === props.chosen}
          onChange={() => props.onChoose(label)}
        />
        <span className="bar-label">{name}</span>
        <span className="bar-track">
          <span className="bar-fill" style={{ transform: `scaleX(${probability ?? 0})` }} />
          {threshold !== null && (
            <span className="bar-threshold" style={{ insetInlineStart: `${threshold * 100}%` }} />
          )}
        </span>
        <span className="bar-value">{share}</span>
        <span className="bar-level">{word}</span>
      </label>
    </div>
  );
}
