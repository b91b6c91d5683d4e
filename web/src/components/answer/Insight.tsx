import { useMemo } from "react";
import { useLocale } from "../../i18n/context";
import { known } from "../../i18n/labels";
import type { Answer } from "../../recognition/answer";
import { heatPixels, seenPixels } from "./heat";
import { PixelCanvas } from "./PixelCanvas";

interface InsightProps {
  answer: Answer | null;
  /** Whose evidence is shown. */
  label: string | null;
  /** What the first picture is; without it, how drawings are made ready. */
  seenName?: string;
}

/** What the model saw, and the places that spoke for and against `label`. */
export function Insight({ answer, label, seenName }: InsightProps) {
  const { messages } = useLocale();
  const name = label === null ? null : known(messages.photoLabels, label);
  const seen = answer?.seen ?? null;
  const attention = answer?.attention ?? null;
  const colours = useMemo(() => seen && seenPixels(seen), [seen]);
  const heat = useMemo(
    () => (seen && attention && label !== null ? heatPixels(seen, attention, label) : null),
    [seen, attention, label],
  );
  return (
    <section className="insight" aria-label={messages.insight}>
      <figure>
        <PixelCanvas pixels={colours} name={seenName ?? messages.seenDescription} />
        <figcaption>{messages.seen}</figcaption>
      </figure>
      <figure>
        <PixelCanvas
          pixels={heat}
          name={name === null ? messages.lookedEmpty : messages.lookedDescription(name)}
        />
        <figcaption>
          {name === null ? messages.lookedEmpty : messages.looked(name)}
          <span className="legend">
            <span className="legend-for">{messages.evidenceFor}</span>
            <span className="legend-against">{messages.evidenceAgainst}</span>
          </span>
        </figcaption>
      </figure>
    </section>
  );
}
