/** Turns what travels into what the page works with. The wire's types come from the schema. */

import type { Answer, Attention, Score, Seen } from "../recognition/answer";
import type { Reading } from "../recognition/reading";
import type { components } from "./schema";

type Schemas = components["schemas"];

/** A model that is served, as the list of models has it. */
export type ModelRow = Pick<
  Schemas["ModelRow"],
  | "name"
  | "id"
  | "task"
  | "input"
  | "labels"
  | "priors"
  | "prior"
  | "reader"
  | "bank"
  | "about"
  | "metrics"
>;

/** What an answer is read with: which labels there are, and how many of them a picture shows. */
export type Known = Pick<ModelRow, "task" | "labels">;

export function readModels(body: unknown): readonly ModelRow[] {
  return (body as Schemas["ModelList"]).models;
}

/**
 * `labels` comes from the list of models, because an object's keys do not keep their order on the way:
 * JavaScript moves those that look like numbers to the front. Labels that were learned since the
 * list came, or for one person only, stand at the end, where they were added.
 */
export function readPrediction(body: unknown, { task, labels }: Known, roundTrip: number): Answer {
  const wire = body as Schemas["PredictionAnswer"];
  const added = Object.keys(wire.probabilities).filter((label) => !labels.includes(label));
  const answered = [
    ...labels.filter((label) => Object.hasOwn(wire.probabilities, label)),
    ...added,
  ];
  return {
    model: wire.model,
    place: "server",
    task,
    labels: wire.labels,
    label: wire.label,
    confidence: wire.confidence,
    verdict: wire.verdict,
    novelty: wire.novelty,
    scores: answered.map((label) => ({ label, probability: wire.probabilities[label] ?? 0 })),
    seen: wire.seen ? readSeen(wire.seen) : null,
    attention: wire.attention ? readAttention(wire.attention) : null,
    timing: { recogniser: wire.timing_ms.total, roundTrip },
  };
}

/** Which version of a model answers, and which of its reader reads. */
export type Version = Pick<Schemas["ModelAnswer"], "id" | "reader" | "bank">;

export function readVersion(body: unknown): Version {
  return body as Schemas["ModelAnswer"];
}

export function readId(body: unknown): string | null {
  return (body as Schemas["PredictionAnswer"]).id;
}

export function readTop(body: unknown): readonly Score[] {
  return (body as Schemas["PredictionAnswer"]).top;
}

export function readReading(body: unknown, roundTrip: number): Reading {
  const wire = body as Schemas["ReadingAnswer"];
  return {
    model: wire.model,
    place: "server",
    confidence: wire.confidence,
    verdict: wire.verdict,
    partial: wire.partial,
    lines: wire.lines,
    timing: { recogniser: wire.timing_ms.total, roundTrip },
  };
}

function readSeen(seen: Schemas["Seen"]): Seen {
  const bytes = atob(seen.pixels);
  const pixels = Uint8Array.from(bytes, (character) => character.charCodeAt(0));
  const { width, height, channels } = seen;
  return { width, height, channels: channels === 3 ? 3 : 1, pixels };
}

export function readAttention(attention: Schemas["Attention"]): Attention {
  const { width, height, labels, values } = attention;
  return {
    width,
    height,
    byLabel: new Map(labels.map((label, index) => [label, values[index] ?? []])),
  };
}
