import { expect, test } from "vitest";
import { jobShare, jobWords } from "../../src/components/versions/jobWords";
import { en } from "../../src/i18n/en";
import { createFormat } from "../../src/i18n/format";
import { aDoneJob, aJob, REFUSED } from "../learning/examples";

const ENGLISH = { messages: en, format: createFormat("en") };
const EPOCH = { stage: "training", epoch: 2, epochs: 5 };

test.each([
  [aJob({ state: "queued" }), "Learning: waiting for its turn"],
  [aJob(), "Learning: under way"],
  [aJob({ kind: "deep", progress: EPOCH }), "Deep retraining: pass 2 of 5"],
  [aDoneJob(), "Version 12 passed the gate and is live."],
  [aDoneJob({ promoted: false }), "Version 12 passed the gate and waits to be promoted."],
  [aDoneJob({ promoted: false, decision: REFUSED }), "The gate turned Version 12 down."],
  [
    aDoneJob({ model: null, number: null, promoted: false, decision: null }),
    "There was nothing new to learn.",
  ],
  [aJob({ state: "failed", error: "No bank." }), "Learning failed. No bank."],
  [aJob({ state: "cancelled" }), "Stopped."],
])("a job is told as %#: %j", (job, words) => {
  expect(jobWords(job, ENGLISH)).toBe(words);
});

test("only a job with passes is somewhere between none and all", () => {
  expect(jobShare(aJob())).toBeNull();
  expect(jobShare(aJob({ progress: EPOCH }))).toBe(0.4);
});
