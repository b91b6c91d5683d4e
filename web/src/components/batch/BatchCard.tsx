import type { RefObject } from "react";
import { useLocale } from "../../i18n/context";
import { explain } from "../../i18n/failures";
import type { Verdict } from "../../recognition/answer";
import type { Entry } from "../../recognition/batch";
import { Icon, type IconName } from "../Icon";
import { LabelChips } from "../LabelChips";

const ICONS: Readonly<Record<Verdict, IconName>> = {
  sure: "check",
  unsure: "doubt",
  unknown: "none",
};

interface BatchCardProps {
  ref: RefObject<HTMLLIElement | null>;
  entry: Entry;
  /** Where the small picture lies; null while it is not at hand. */
  thumbnail: string | null;
  onCorrect(): void;
}

/** One picture of many: its labels, or why it has none. */
export function BatchCard({ ref, entry, thumbnail, onCorrect }: BatchCardProps) {
  const { messages } = useLocale();
  const { name, file, unpack, result } = entry;
  const here = file !== null || unpack !== null;
  const atHand = here || (result.kind === "answered" && result.prediction !== null);
  return (
    <li ref={ref} className={`card batch-card ${result.kind}`} data-testid="batch-card">
      <span className="batch-picture">
        {thumbnail === null || result.kind === "failed" ? (
          <Icon name={result.kind === "failed" ? "warning" : "picture"} />
        ) : (
          <img src={thumbnail} alt="" decoding="async" />
        )}
      </span>
      <div className="batch-words">
        <p className="batch-name" title={name}>
          {name}
        </p>
        <Told entry={entry} />
      </div>
      {result.kind === "answered" && atHand && (
        <button
          type="button"
          className="button"
          aria-label={messages.batches.correct(name)}
          title={messages.batches.correct(name)}
          onClick={onCorrect}
        >
          <Icon name="pen" />
        </button>
      )}
    </li>
  );
}

function Told({ entry: { result } }: { entry: Entry }) {
  const locale = useLocale();
  const { messages, format } = locale;
  switch (result.kind) {
    case "waiting":
      return <p className="batch-note">{messages.batches.waiting}</p>;
    case "failed": {
      const { text, detail } = explain(result.failure, locale);
      return (
        <p className="batch-note failed">
          {text} {detail !== null && <span lang="en">{detail}</span>}
        </p>
      );
    }
    case "answered": {
      const { labels, scores, verdict } = result.answer;
      const shares = new Map(scores.map(({ label, probability }) => [label, probability]));
      return (
        <>
          <LabelChips
            labels={labels}
            beside={(label) => format.shortPercent(shares.get(label) ?? 0)}
            none={messages.photos.showsNothing}
          />
          <p className={`record-confidence ${verdict}`}>
            <Icon name={ICONS[verdict]} />
            {messages.records.verdicts[verdict]}
          </p>
        </>
      );
    }
  }
}
