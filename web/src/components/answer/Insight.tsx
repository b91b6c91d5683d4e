import { useMemo } from "react";
import { useLocale } from "../../i18n/context";
import type { Answer } from "../../recognition/answer";
import { heatPixels, seenPixels } from "./heat";
import { PixelCanvas } from "./PixelCanvas";

/** What the model saw, and the places that spoke for and against `label`. */
export function Insight({ answer, label }: { answer: Answer | null; label: string | null }) {
  const { messages } = useLocale();
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
        <PixelCanvas pixels={colours} name={messages.seenDescription} />
        <figcaption>{messages.seen}</figcaption>
      </figure>
      <figure>
        <PixelCanvas
          pixels={heat}
          name={label === null ? messages.lookedEmpty : messages.lookedDescription(label)}
        />
        <figcaption>
          {label === null ? messages.lookedEmpty : messages.looked(label)}
          <span className="legend">
            <span className="legend-for">{messages.evidenceFor}</span>
            <span className="legend-against">{messages.evidenceAgainst}</span>
          </span>
        </figcaption>
      </figure>
    </section>
  );
}
