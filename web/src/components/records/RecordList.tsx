import { useEffect, useRef } from "react";
import { useLocale } from "../../i18n/context";
import type { PredictionRecord } from "../../learning/record";
import type { Selection } from "../../learning/selection";
import { RecordCard } from "./RecordCard";

interface RecordListProps {
  records: readonly PredictionRecord[];
  selection: Selection;
  /** Whether another page is on its way. */
  busy: boolean;
  thumbnail(image: string): string;
  onChoose(id: string): void;
  onCorrect(record: PredictionRecord): void;
  onRemove(id: string): void;
}

/** The cards of a page. */
export function RecordList({ records, selection, busy, thumbnail, ...on }: RecordListProps) {
  const { messages } = useLocale();
  const list = useRef<HTMLUListElement>(null);
  const focused = useRef({ card: -1, act: "" });
  // Whoever deletes a card with a key goes on with the one that takes its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where cards come or go
  useEffect(() => {
    const { card, act } = focused.current;
    if (card < 0 || document.activeElement !== document.body) return;
    const cards = list.current?.children ?? [];
    const next = cards[Math.min(card, cards.length - 1)];
    next?.querySelector<HTMLElement>(`[data-act="${act}"]`)?.focus();
  }, [records]);
  return (
    <ul
      ref={list}
      className="records"
      aria-label={messages.records.list}
      aria-busy={busy}
      onFocus={({ target, currentTarget }) => {
        const card = [...currentTarget.children].findIndex((child) => child.contains(target));
        focused.current = { card, act: target.dataset.act ?? "" };
      }}
      onBlur={({ relatedTarget, currentTarget }) => {
        if (relatedTarget && !currentTarget.contains(relatedTarget)) focused.current.card = -1;
      }}
    >
      {records.map((record) => (
        <RecordCard
          key={record.id}
          record={record}
          thumbnail={thumbnail(record.image)}
          chosen={selection.has(record.id)}
          onChoose={() => on.onChoose(record.id)}
          onCorrect={() => on.onCorrect(record)}
          onRemove={() => on.onRemove(record.id)}
        />
      ))}
    </ul>
  );
}
