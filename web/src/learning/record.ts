/** The history: predictions as they were given, and which of them are looked at. */

import type { Score, Verdict } from "../recognition/answer";
import type { Correction } from "./correction";

export interface PredictionRecord {
  readonly id: string;
  readonly createdAt: Date;
  readonly recognizer: string;
  readonly model: string;
  /** The version's number; null where the server does not know it any more. */
  readonly version: number | null;
  /** For whom it was answered; empty for everybody. */
  readonly profile: string;
  /** sha256 of the picture. */
  readonly image: string;
  readonly labels: readonly string[];
  readonly label: string;
  readonly confidence: number;
  readonly verdict: Verdict;
  readonly top: readonly Score[];
  readonly source: string;
  readonly correction: Correction | null;
}

export interface RecordFilter {
  readonly recognizer: string | null;
  readonly label: string | null;
  readonly verdict: Verdict | null;
  readonly corrected: boolean | null;
  /** Shares from 0 to 1. */
  readonly minConfidence: number | null;
  readonly maxConfidence: number | null;
  /** Days as `YYYY-MM-DD`, both included, where the person is. */
  readonly since: string | null;
  readonly until: string | null;
}

export const NO_FILTER: RecordFilter = {
  recognizer: null,
  label: null,
  verdict: null,
  corrected: null,
  minConfidence: null,
  maxConfidence: null,
  since: null,
  until: null,
};

export const ORDERS = ["newest", "oldest", "surest", "leastSure"] as const;
export type Order = (typeof ORDERS)[number];

export interface RecordPage {
  /** How many there are in all. */
  readonly total: number;
  readonly records: readonly PredictionRecord[];
}

/** The same by the server's names; what does not matter is left out. */
export function filterParameters(filter: RecordFilter): Record<string, string> {
  const { since, until } = filter;
  const given: Record<string, string | number | boolean | null> = {
    recognizer: filter.recognizer,
    // No label is empty, and an emptied field means any.
    label: filter.label || null,
    verdict: filter.verdict,
    corrected: filter.corrected,
    min_confidence: filter.minConfidence,
    max_confidence: filter.maxConfidence,
    since: since ? startOf(since, 0) : null,
    // The server's end is not included, a person's is.
    until: until ? startOf(until, 1) : null,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, `${value}`]])),
  );
}

export function orderParameters(order: Order): Record<string, string> {
  const sort = order === "newest" || order === "oldest" ? "created_at" : "confidence";
  return { sort, order: order === "newest" || order === "surest" ? "desc" : "asc" };
}

export function isFiltered(filter: RecordFilter): boolean {
  return Object.keys(filterParameters(filter)).length > 0;
}

/** When a day, or the one `later` days after it, begins here. */
function startOf(day: string, later: number): string | null {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const start = new Date(year, month - 1, date + later);
  return Number.isNaN(start.valueOf()) ? null : start.toISOString();
}
