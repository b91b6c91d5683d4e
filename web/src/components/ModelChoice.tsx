import { useId } from "react";
import { useLocale } from "../i18n/context";
import "./choice.css";
import { Segmented } from "./Segmented";

/** So many models stand side by side; more go into a list. */
const MOST_SIDE_BY_SIDE = 3;

interface ModelChoiceProps {
  models: readonly { readonly name: string }[];
  choice: {
    readonly model: string;
    readonly prior: string | null;
    readonly priors: readonly string[];
    setModel(model: string): void;
    setPrior(prior: string | null): void;
  };
}

/** Which model answers, and what it is to expect, as far as there is a choice. */
export function ModelChoice({ models, choice }: ModelChoiceProps) {
  const { messages } = useLocale();
  const names = models.map(({ name }) => ({ value: name, name: known(messages.modelNames, name) }));
  const ours = Object.keys(messages.priors);
  const priors = choice.priors
    .map((name) => ({ value: name, name: known(messages.priors, name) }))
    // Ours first, in an order that a person can look through.
    .sort((a, b) => rank(ours, a.value) - rank(ours, b.value));
  const sideBySide = names.length <= MOST_SIDE_BY_SIDE;
  return (
    <div className="choices">
      {names.length > 1 && sideBySide && (
        <Segmented
          legend={messages.model}
          value={choice.model}
          onChange={choice.setModel}
          segments={names.map((model) => ({ ...model, content: model.name }))}
        />
      )}
      {!sideBySide && (
        <Select
          label={messages.model}
          options={names}
          value={choice.model}
          onChange={choice.setModel}
        />
      )}
      {priors.length > 0 && (
        <Select
          label={messages.prior}
          options={[{ value: "", name: messages.priors.own }, ...priors]}
          value={choice.prior ?? ""}
          onChange={(prior) => choice.setPrior(prior || null)}
        />
      )}
    </div>
  );
}

interface SelectProps {
  label: string;
  options: readonly { readonly value: string; readonly name: string }[];
  value: string;
  onChange(value: string): void;
}

function Select({ label, options, value, onChange }: SelectProps) {
  const id = useId();
  return (
    <div className="select">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  );
}

function rank(order: readonly string[], name: string): number {
  const place = order.indexOf(name);
  return place < 0 ? order.length : place;
}

/** Our word for a name that models of ours go by; names that people gave stay as they are. */
function known(words: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name;
}
