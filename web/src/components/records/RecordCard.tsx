import { useLocale } from "../../i18n/context";
import { labelsText, modelName } from "../../i18n/labels";
import type { PredictionRecord } from "../../learning/record";
import type { Verdict } from "../../recognition/answer";
import { Icon, type IconName } from "../Icon";
import { Fate } from "./Fate";

const ICONS: Readonly<Record<Verdict, IconName>> = {
  sure: "check",
  unsure: "doubt",
  unknown: "none",
};

interface RecordCardProps {
  record: PredictionRecord;
  /** Where the small picture lies. */
  thumbnail: string;
  chosen: boolean;
  onChoose(): void;
  onCorrect(): void;
  onRemove(): void;
}

/** One prediction: what was seen, what was answered, what a person said, and since when it is right. */
export function RecordCard({ record, thumbnail, chosen, ...on }: RecordCardProps) {
  const { messages, format } = useLocale();
  const words = messages.records;
  const { verdict, source, recognizer, version, profile } = record;
  const time = format.time(record.createdAt);
  const answer =
    verdict === "unknown" ? words.verdicts.unknown : labelsText(record.labels, messages);
  const name = words.named(answer, time);
  const model = modelName(recognizer, messages);
  return (
    <li className={chosen ? "card record chosen" : "card record"}>
      <label className="record-choice">
        <input
          type="checkbox"
          checked={chosen}
          aria-label={words.choose(name)}
          onChange={on.onChoose}
        />
      </label>
      <img
        className={source === "draw" ? "thumb drawn" : "thumb"}
        src={thumbnail}
        alt=""
        width="96"
        height="96"
        loading="lazy"
      />
      <div className="record-words">
        <p className="record-answer">
          <Said record={record} answer={answer} />
        </p>
        <p className={`record-confidence ${verdict}`}>
          <Icon name={ICONS[verdict]} />
          {words.verdicts[verdict]} · {format.percent(record.confidence)}
        </p>
        {record.correction && <Fate correction={record.correction} />}
        <p className="record-facts">
          <span>{version === null ? model : words.version(model, format.count(version))}</span>
          {profile && <span> · {profile}</span>}
          <time dateTime={record.createdAt.toISOString()}>{time}</time>
        </p>
      </div>
      <div className="record-actions">
        <button
          type="button"
          className="button"
          data-act="correct"
          aria-haspopup="dialog"
          aria-label={words.correct(name)}
          title={words.correct(name)}
          onClick={on.onCorrect}
        >
          <Icon name="pen" />
        </button>
        <button
          type="button"
          className="button"
          data-act="remove"
          aria-label={words.remove(name)}
          title={words.remove(name)}
          onClick={on.onRemove}
        >
          <Icon name="clear" />
        </button>
      </div>
    </li>
  );
}

/** The answer, and what a person put in its place. */
function Said({ record, answer }: { record: PredictionRecord; answer: string }) {
  const { messages } = useLocale();
  const { correction } = record;
  if (correction?.kind !== "corrected") return <strong className="record-label">{answer}</strong>;
  const to = labelsText(correction.labels, messages);
  return (
    <strong className="record-label">
      <span className="unseen">{messages.records.changed(answer, to)}</span>
      <span aria-hidden="true">{messages.records.change(answer, to)}</span>
    </strong>
  );
}
