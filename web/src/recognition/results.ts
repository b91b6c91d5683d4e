/** Which results of a batch are looked at, in which order, and as which files they are taken along. */

import type { Verdict } from "./answer";
import type { Entry } from "./batch";
import { failureText } from "./failure";

export interface ResultFilter {
  /** A label, "" for pictures without any, or null for all. */
  readonly label: string | null;
  /** What came of it, or null for all. */
  readonly state: Verdict | "failed" | null;
}

export const RESULT_ORDERS = ["given", "name", "surest", "leastSure"] as const;
export type ResultOrder = (typeof RESULT_ORDERS)[number];

export const ALL_RESULTS: ResultFilter = { label: null, state: null };

export function filtered(
  entries: readonly Entry[],
  { label, state }: ResultFilter,
): readonly Entry[] {
  return entries.filter(({ result }) => {
    if (label === null && state === null) return true;
    if (result.kind === "waiting") return false;
    if (result.kind === "failed") return label === null && state === "failed";
    const { labels, verdict } = result.answer;
    const fits = label === null || (label === "" ? labels.length === 0 : labels.includes(label));
    return fits && (state === null || state === verdict);
  });
}

export function ordered(
  entries: readonly Entry[],
  order: ResultOrder,
  language: string,
): readonly Entry[] {
  if (order === "given") {
    return entries.toSorted(({ place: a }, { place: b }) => a[0] - b[0] || a[1] - b[1]);
  }
  if (order === "name") {
    const { compare } = new Intl.Collator(language, { numeric: true });
    return entries.toSorted((a, b) => compare(a.name, b.name));
  }
  const sign = order === "surest" ? -1 : 1;
  // What has no answer stands at the end, whichever way the rest is sorted.
  const rank = ({ result }: Entry) =>
    result.kind === "answered" ? sign * result.answer.confidence : 2;
  return entries.toSorted((a, b) => rank(a) - rank(b));
}

/** Every label that some picture was given, as often as it was, most often first. */
export function labelCounts(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { result } of entries) {
    if (result.kind !== "answered") continue;
    for (const label of result.answer.labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

/** A row a picture: its labels, each label's probability, and what else there is to say. */
export function asCsv(entries: readonly Entry[]): string {
  const labels = allLabels(entries);
  const head = ["filename", "labels", ...labels, "verdict", "model", "error"];
  const rows = entries.map(({ name, result }) => {
    if (result.kind !== "answered") {
      const error = result.kind === "failed" ? failureText(result.failure) : "";
      return [name, "", ...labels.map(() => ""), "", "", error];
    }
    const { answer } = result;
    const shares = new Map(answer.scores.map(({ label, probability }) => [label, probability]));
    const columns = labels.map((label) => String(shares.get(label) ?? ""));
    return [name, answer.labels.join("|"), ...columns, answer.verdict, answer.model, ""];
  });
  return [head, ...rows].map((row) => `${row.map(quoted).join(",")}\r\n`).join("");
}

export function asJson(entries: readonly Entry[]): string {
  const told = entries.map(({ name, result }) => {
    if (result.kind === "waiting") return { filename: name };
    if (result.kind === "failed") return { filename: name, error: failureText(result.failure) };
    const { model, labels, label, confidence, verdict, novelty, scores } = result.answer;
    const probabilities = Object.fromEntries(
      scores.map(({ label, probability }) => [label, probability]),
    );
    return { filename: name, model, labels, label, confidence, verdict, novelty, probabilities };
  });
  return `${JSON.stringify(told, null, 2)}\n`;
}

/** In the model's order; where versions changed in between, with what came later at the end. */
function allLabels(entries: readonly Entry[]): readonly string[] {
  const labels = new Set<string>();
  for (const { result } of entries) {
    if (result.kind !== "answered") continue;
    for (const { label } of result.answer.scores) labels.add(label);
  }
  return [...labels];
}

/** As RFC 4180 has it. */
function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
