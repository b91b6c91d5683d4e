import { useState } from "react";
import type { ModelRow } from "../../api/wire";
import { isFileName } from "../../taught/opened";
import { query, setQuery } from "../address";

const FIRST = "digits";

export interface Choice {
  readonly model: string;
  /** Empty until the server has said what it serves. */
  readonly labels: readonly string[];
  /** Priors that can be chosen instead of the model's own. */
  readonly priors: readonly string[];
  /** Null for the model's own. */
  readonly prior: string | null;
  setModel(model: string): void;
  setPrior(prior: string | null): void;
}

type Offered = Pick<ModelRow, "name" | "labels" | "priors" | "prior">;

/** Which model answers, and what it is to expect; both stand in the address. */
export function useChoice(models: readonly Offered[] | null): Choice {
  const [chosen, setChosen] = useState(() => ({
    model: query().get("model"),
    prior: query().get("prior"),
  }));
  const change = (changed: Partial<typeof chosen>) => {
    setChosen((current) => ({ ...current, ...changed }));
    for (const [name, value] of Object.entries(changed)) setQuery(name, value);
  };
  const wanted = models?.find(({ name }) => name === chosen.model);
  // A file is open only as long as the page is.
  const isGone = chosen.model !== null && isFileName(chosen.model) && !wanted;
  const model = (isGone ? null : chosen.model) ?? usualModel(models ?? []) ?? FIRST;
  const row = models?.find(({ name }) => name === model);
  const priors = row?.priors.filter((name) => name !== row.prior) ?? [];
  return {
    model,
    labels: row?.labels ?? [],
    priors,
    prior: priors.find((name) => name === chosen.prior) ?? null,
    // What one model is to expect says nothing to another.
    setModel: (model) => change({ model, prior: null }),
    setPrior: (prior) => change({ prior }),
  };
}

/** The name of the model that is looked at first. */
export function usualModel(models: readonly { readonly name: string }[]): string | undefined {
  return (models.find(({ name }) => name === FIRST) ?? models[0])?.name;
}
