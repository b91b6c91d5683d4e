import { type ReactNode, useState } from "react";
import { useLocale } from "../../i18n/context";
import {
  isFiltered,
  NO_FILTER,
  ORDERS,
  type Order,
  type RecordFilter,
} from "../../learning/record";
import { VERDICTS } from "../../recognition/answer";
import { Choice, Field } from "../Field";
import { useMedia } from "../useMedia";

interface FilterBarProps {
  recognizers: readonly { readonly value: string; readonly name: string }[];
  filter: RecordFilter;
  order: Order;
  onFilter(filter: RecordFilter): void;
  onOrder(order: Order): void;
}

/** Which predictions are shown, and in which order; folded where room is short. */
export function FilterBar({ recognizers, filter, order, onFilter, onOrder }: FilterBarProps) {
  const { messages } = useLocale();
  const words = messages.records;
  const wide = useMedia("(min-width: 52rem)");
  const [open, setOpen] = useState(wide);
  const change = (changed: Partial<RecordFilter>) => onFilter({ ...filter, ...changed });
  const any = { value: "", name: words.any } as const;
  const corrected = filter.corrected === null ? "" : filter.corrected ? "yes" : "no";
  return (
    <details
      className="card filters"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{words.filters}</summary>
      <div className="filter-fields">
        <Choice
          label={words.recogniser}
          value={filter.recognizer ?? ""}
          options={[any, ...recognizers]}
          onChange={(value) => change({ recognizer: value || null })}
        />
        <Field label={words.label}>
          <input
            value={filter.label ?? ""}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={(event) => change({ label: event.target.value || null })}
          />
        </Field>
        <Choice
          label={words.verdict}
          value={filter.verdict ?? ""}
          options={[any, ...VERDICTS.map((value) => ({ value, name: words.verdicts[value] }))]}
          onChange={(value) => change({ verdict: value || null })}
        />
        <Choice
          label={words.corrected}
          value={corrected}
          options={[
            any,
            { value: "yes", name: words.correctedYes },
            { value: "no", name: words.correctedNo },
          ]}
          onChange={(value) => change({ corrected: value === "" ? null : value === "yes" })}
        />
        <Percent
          label={words.minConfidence}
          value={filter.minConfidence}
          onChange={(minConfidence) => change({ minConfidence })}
        />
        <Percent
          label={words.maxConfidence}
          value={filter.maxConfidence}
          onChange={(maxConfidence) => change({ maxConfidence })}
        />
        <Day label={words.since} value={filter.since} onChange={(since) => change({ since })} />
        <Day label={words.until} value={filter.until} onChange={(until) => change({ until })} />
        <Choice
          label={words.order}
          value={order}
          options={ORDERS.map((value) => ({ value, name: words.orders[value] }))}
          onChange={onOrder}
        />
        <button
          type="button"
          className="button wide"
          aria-disabled={!isFiltered(filter)}
          onClick={() => onFilter(NO_FILTER)}
        >
          {words.resetFilters}
        </button>
      </div>
    </details>
  );
}

interface PartProps<Value> {
  label: string;
  value: Value | null;
  onChange(value: Value | null): void;
}

function Day({ label, value, onChange }: PartProps<string>): ReactNode {
  return (
    <Field label={label}>
      <input
        type="date"
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value || null)}
      />
    </Field>
  );
}

/** A share from 0 to 1, filled in as 0 to 100. */
function Percent({ label, value, onChange }: PartProps<number>): ReactNode {
  return (
    <Field label={label}>
      <input
        type="number"
        inputMode="decimal"
        min="0"
        max="100"
        step="any"
        value={value === null ? "" : Math.round(value * 10_000) / 100}
        onChange={({ target }) => {
          const wanted = target.value === "" ? null : Number(target.value) / 100;
          if (wanted === null || (wanted >= 0 && wanted <= 1)) onChange(wanted);
        }}
      />
    </Field>
  );
}
