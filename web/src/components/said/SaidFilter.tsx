import { useLocale } from "../../i18n/context";
import { CORRECTION_STATES, type CorrectionFilter } from "../../learning/correction";
import { Choice, Field } from "../Field";

interface SaidFilterProps {
  recognizers: readonly { readonly value: string; readonly name: string }[];
  filter: CorrectionFilter;
  onFilter(filter: CorrectionFilter): void;
}

/** Which corrections are shown. */
export function SaidFilter({ recognizers, filter, onFilter }: SaidFilterProps) {
  const { messages } = useLocale();
  const words = messages.said;
  const any = { value: "", name: messages.records.any } as const;
  const change = (changed: Partial<CorrectionFilter>) => onFilter({ ...filter, ...changed });
  const text = (label: string, name: "label" | "author") => (
    <Field label={label}>
      <input
        value={filter[name] ?? ""}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => change({ [name]: event.target.value || null })}
      />
    </Field>
  );
  return (
    <div className="card filters said-filters">
      <div className="filter-fields">
        <Choice
          label={messages.records.recogniser}
          value={filter.recognizer ?? ""}
          options={[any, ...recognizers]}
          onChange={(value) => change({ recognizer: value || null })}
        />
        {text(messages.records.label, "label")}
        {text(words.author, "author")}
        <Choice
          label={words.state}
          value={filter.state ?? ""}
          options={[
            any,
            ...CORRECTION_STATES.map((value) => ({ value, name: words.states[value] })),
          ]}
          onChange={(value) => change({ state: value || null })}
        />
      </div>
    </div>
  );
}
