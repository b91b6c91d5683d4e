import type { Answer } from "../src/recognition/answer";

/** An answer about which only what a test names matters. */
export function anAnswer(given: Partial<Answer> = {}): Answer {
  return {
    model: "digits@0123456789ab",
    place: "server",
    task: "one",
    labels: [given.label ?? "7"],
    label: "7",
    confidence: 0.9,
    verdict: "sure",
    novelty: 0.1,
    scores: [
      { label: "1", probability: 0.08 },
      { label: "4", probability: 0.02 },
      { label: "7", probability: 0.9 },
    ],
    seen: null,
    attention: null,
    timing: { recogniser: 1, roundTrip: 3 },
    ...given,
  };
}
