import { useLocale } from "../i18n/context";
import { known, modelName } from "../i18n/labels";
import "./choice.css";
import { Segmented } from "./Segmented";
import { Select } from "./Select";

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
  const names = models.map(({ name }) => ({ value: name, name: modelName(name, messages) }));
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

function rank(order: readonly string[], name: string): number {
  const place = order.indexOf(name);
  return place < 0 ? order.length : place;
}
