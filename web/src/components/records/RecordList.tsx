import { useLocale } from "../../i18n/context";
import type { PredictionRecord } from "../../learning/record";
import type { Selection } from "../../learning/selection";
import { CardList } from "./CardList";
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
  return (
    <CardList name={messages.records.list} busy={busy} items={records}>
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
    </CardList>
  );
}
