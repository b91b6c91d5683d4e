/**
 * From a model file's numbers to an answer: which labels, and how sure. The same rules as
 * vistazo/runtime/answers.py; tests/golden/answers.json holds both to the same answers.
 */

import type { Answer, Verdict } from "../recognition/answer";
import type { Card } from "./card";
import { under } from "./priors";
import { modelProblem } from "./problem";

/** What rounding may move out of 0..1. */
const ROUNDING = 1e-5;

/** What the graph said of one picture. */
export interface Found {
  readonly probabilities: readonly number[];
  readonly novelty: number;
}

export interface Wishes {
  /** A name among the card's priors, or null for the model's own. */
  readonly prior: string | null;
  /** Instead of each label's own, where there may be many labels. */
  readonly threshold: number | null;
}

export type Judgement = Pick<
  Answer,
  "labels" | "label" | "confidence" | "verdict" | "novelty" | "scores"
>;

export function judge(card: Card, found: Found, { prior, threshold }: Wishes): Judgement {
  const row = under(prior, card, found.probabilities);
  const best = row.indexOf(Math.max(...row));
  const label = card.labels[best];
  if (row.length !== card.labels.length || label === undefined) {
    throw modelProblem("The model gave numbers that are no probabilities.");
  }
  const confidence = share(row[best] ?? Number.NaN);
  const novelty = share(found.novelty);
  const { labels, sure } =
    card.task === "many"
      ? several(card, row, threshold)
      : { labels: [label], sure: confidence >= (card.thresholds[label] ?? 1) };
  const known: Verdict = sure ? "sure" : "unsure";
  return {
    labels,
    label,
    confidence,
    verdict: novelty > card.novelty_threshold ? "unknown" : known,
    novelty,
    scores: card.labels.map((name, index) => ({ label: name, probability: row[index] ?? 0 })),
  };
}

/** The labels that reach their thresholds, and whether all of it is probably right. */
function several({ labels, thresholds, sure }: Card, row: readonly number[], one: number | null) {
  const given = labels.map((label, index) => (row[index] ?? 0) >= (one ?? thresholds[label] ?? 1));
  const right = row.reduce((all, value, index) => all * (given[index] ? value : 1 - value), 1);
  const chosen = [...labels.keys()].filter((place) => given[place]);
  chosen.sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0));
  return { labels: chosen.flatMap((place) => labels[place] ?? []), sure: right >= sure };
}

/** Within 0..1, where only rounding moved it out of there. */
function share(value: number): number {
  const bounded = Math.min(Math.max(value, 0), 1);
  if (Math.abs(value - bounded) <= ROUNDING) return bounded;
  throw modelProblem(`The model gave ${value}, which is no probability.`);
}
