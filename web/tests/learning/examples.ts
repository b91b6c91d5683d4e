/** Jobs, decisions and corrections about which only what a test names matters. */

import type { Decision } from "../../src/learning/decision";
import type { Job, JobResult } from "../../src/learning/job";

export const APPROVED: Decision = { approved: true, checks: [], summary: "Good." };

export const REFUSED: Decision = {
  approved: false,
  summary: "Worse.",
  checks: [
    { name: "past", passed: true, message: "None.", values: { lost: 0, corrections: 3 } },
    {
      name: "flips",
      passed: false,
      message: "Lost 9.",
      values: { gained: 1, lost: 9, chance: 0.0123 },
    },
  ],
};

export function aJob(given: Partial<Job> = {}): Job {
  return {
    id: "job",
    kind: "refit",
    recognizer: "digits",
    state: "running",
    progress: { stage: "", epoch: null, epochs: null },
    result: null,
    error: "",
    ...given,
  };
}

export function aDoneJob(given: Partial<JobResult> = {}): Job {
  const result = { model: "digits@000000000012", number: 12, promoted: true, decision: APPROVED };
  return aJob({ state: "done", result: { ...result, ...given } });
}
