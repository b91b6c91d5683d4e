import { useLocale } from "../../i18n/context";
import { known } from "../../i18n/labels";
import { VERDICTS } from "../../recognition/answer";
import { RESULT_ORDERS, type ResultFilter, type ResultOrder } from "../../recognition/results";
import { Choice } from "../Field";
import { Icon } from "../Icon";

/** In a list of choices no label begins so. */
const LABEL = "label ";
const NONE = "none";

export type ResultFormat = "csv" | "json";

interface ResultBarProps {
  /** Every label that some picture was given, and how many were. */
  counts: ReadonlyMap<string, number>;
  filter: ResultFilter;
  order: ResultOrder;
  shown: number;
  total: number;
  onFilter(filter: ResultFilter): void;
  onOrder(order: ResultOrder): void;
  onDownload(format: ResultFormat): void;
}

/** Which results are shown, in which order, and the way to take them along. */
export function ResultBar({ counts, filter, order, shown, total, ...on }: ResultBarProps) {
  const { messages, format } = useLocale();
  const words = messages.batches;
  const any = { value: "", name: messages.records.any } as const;
  const labels = [...counts].map(([label, count]) => ({
    value: LABEL + label,
    name: messages.confidenceOf(known(messages.photoLabels, label), format.count(count)),
  }));
  const chosen = filter.label === null ? "" : filter.label === "" ? NONE : LABEL + filter.label;
  return (
    <div className="card result-bar">
      <Choice
        label={words.label}
        value={chosen}
        options={[any, ...labels, { value: NONE, name: words.noLabel }]}
        onChange={(value) => {
          const label = value === "" ? null : value === NONE ? "" : value.slice(LABEL.length);
          on.onFilter({ ...filter, label });
        }}
      />
      <Choice
        label={words.state}
        value={filter.state ?? ""}
        options={[
          any,
          ...VERDICTS.map((value) => ({ value, name: messages.records.verdicts[value] })),
          { value: "failed", name: words.failed },
        ]}
        onChange={(value) => on.onFilter({ ...filter, state: value || null })}
      />
      <Choice
        label={words.order}
        value={order}
        options={RESULT_ORDERS.map((value) => ({ value, name: words.orders[value] }))}
        onChange={on.onOrder}
      />
      <p className="result-count" role="status">
        {words.found(format.count(shown), format.count(total))}
      </p>
      <section className="exports" aria-label={words.download}>
        <p className="exports-name">
          <Icon name="export" />
          {words.download}
        </p>
        {(["csv", "json"] as const).map((kind) => (
          <button key={kind} type="button" className="link" onClick={() => on.onDownload(kind)}>
            {words.formats[kind]}
          </button>
        ))}
      </section>
    </div>
  );
}
