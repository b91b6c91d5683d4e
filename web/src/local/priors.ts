/** How an answer changes where other labels are expected; see vistazo/runtime/priors.py. */

import type { Card } from "./card";
import { modelProblem } from "./problem";

/**
 * One picture's probabilities under the prior of that name. A row in which every label that the
 * prior allows has probability 0 says nothing about them, so it becomes the prior itself.
 */
export function under(
  prior: string | null,
  card: Pick<Card, "labels" | "priors" | "prior">,
  probabilities: readonly number[],
): readonly number[] {
  if (prior === null || prior === card.prior) return probabilities;
  const wanted = vector(card, prior);
  const own = card.prior === null ? null : vector(card, card.prior);
  const even = 1 / card.labels.length;
  const moved = probabilities.map(
    (value, index) => value * ((wanted[index] ?? 0) / (own ? (own[index] ?? 0) : even)),
  );
  const shares = sum(moved) > 0 ? moved : wanted;
  const whole = sum(shares);
  return shares.map((value) => Math.fround(value / whole));
}

function vector(
  { labels, priors }: Pick<Card, "labels" | "priors">,
  name: string,
): readonly number[] {
  if (!Object.hasOwn(priors, name)) {
    const known = Object.keys(priors).join(", ") || "none";
    throw modelProblem(`This model has no prior ${JSON.stringify(name)}; it has: ${known}.`);
  }
  return labels.map((label) => priors[name]?.[label] ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
