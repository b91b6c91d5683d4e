import { memo, useEffect, useRef, useState } from "react";
import type { Server } from "../../api/client";
import { BatchCard } from "../../components/batch/BatchCard";
import { useLocale } from "../../i18n/context";
import type { Entry } from "../../recognition/batch";
import { useThumbnail } from "./useThumbnail";

/** So many cards more each time that the end of the list comes near. */
const STEP = 120;

interface BatchCardsProps {
  server: Server;
  entries: readonly Entry[];
  onCorrect(entry: Entry): void;
}

/** The grid of results; only as much of it as was looked at. */
export function BatchCards({ server, entries, onCorrect }: BatchCardsProps) {
  const { messages } = useLocale();
  const [most, setMost] = useState(STEP);
  const end = useRef<HTMLButtonElement>(null);
  const hasMore = entries.length > most;
  useEffect(() => {
    if (!hasMore || !end.current) return;
    const watching = new IntersectionObserver(
      ([seen]) => seen?.isIntersecting && setMost((count) => count + STEP),
      { rootMargin: "600px" },
    );
    watching.observe(end.current);
    return () => watching.disconnect();
  });
  return (
    <>
      <ul className="batch-cards" aria-label={messages.batches.results}>
        {entries.slice(0, most).map((entry) => (
          <Card key={entry.id} server={server} entry={entry} onCorrect={onCorrect} />
        ))}
      </ul>
      {hasMore && (
        <button
          ref={end}
          type="button"
          className="button wide"
          onClick={() => setMost((count) => count + STEP)}
        >
          {messages.batches.more}
        </button>
      )}
    </>
  );
}

interface CardProps {
  server: Server;
  entry: Entry;
  onCorrect(entry: Entry): void;
}

const Card = memo(function Card({ server, entry, onCorrect }: CardProps) {
  const card = useRef<HTMLLIElement>(null);
  const thumbnail = useThumbnail(server, entry, card);
  return (
    <BatchCard ref={card} entry={entry} thumbnail={thumbnail} onCorrect={() => onCorrect(entry)} />
  );
});
