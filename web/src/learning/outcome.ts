/**
 * What became of a correction: judged by what the model says about the very same picture now, never
 * by what was hoped for.
 */

import type { Answer } from "../recognition/answer";
import type { Decision } from "./decision";
import type { Job } from "./job";
import { sameLabels } from "./labels";

/** What the model says now. */
export interface Fresh {
  readonly answer: Answer;
  /** The number of the version that says it, where that is the one that was just made. */
  readonly number: number | null;
}

export type Outcome =
  /** A new version went live, and the picture is read right. */
  | { readonly kind: "learned"; readonly fresh: Fresh }
  /** It is read right, and nothing had to go live for that. */
  | { readonly kind: "right"; readonly fresh: Fresh }
  /** A new version went live; this picture is still read otherwise. */
  | { readonly kind: "notYet"; readonly fresh: Fresh; readonly decision: Decision | null }
  /** The gate turned the new version down. */
  | { readonly kind: "refused"; readonly fresh: Fresh; readonly decision: Decision }
  /** The gate agreed, and a person is to decide. */
  | { readonly kind: "waiting"; readonly fresh: Fresh; readonly candidate: number | null }
  /** Kept, and nothing was learned: the job broke down, was called off, or was none. */
  | { readonly kind: "unlearned"; readonly fresh: Fresh; readonly error: string };

/** What came of learning. */
export type Learned = Pick<Job, "state" | "result" | "error">;

/** `labels` is what is right; `job` has ended, or is null where none was begun. */
export function outcomeOf(labels: readonly string[], job: Learned | null, answer: Answer): Outcome {
  const right = isRight(answer, labels);
  const result = job?.state === "done" ? job.result : null;
  const fresh = { answer, number: result?.model === answer.model ? result.number : null };
  if (right) return { kind: result?.promoted ? "learned" : "right", fresh };
  // Also where what was made is what answers already.
  if (result && (result.promoted || result.model === answer.model)) {
    return { kind: "notYet", fresh, decision: result.decision };
  }
  if (result?.decision && !result.decision.approved) {
    return { kind: "refused", fresh, decision: result.decision };
  }
  if (result?.decision) return { kind: "waiting", fresh, candidate: result.number };
  return { kind: "unlearned", fresh, error: job?.error ?? "" };
}

/**
 * Whether an answer says that a picture shows `labels`. Of many labels it must be exactly these; of
 * one it must be among them, and where there are none, that nothing is known is right.
 */
export function isRight(
  { task, label, labels: given, verdict }: Pick<Answer, "task" | "label" | "labels" | "verdict">,
  labels: readonly string[],
): boolean {
  if (task === "many") return sameLabels(given, labels);
  if (labels.length === 0) return verdict === "unknown";
  return verdict !== "unknown" && labels.includes(label);
}
