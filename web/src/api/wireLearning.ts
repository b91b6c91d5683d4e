/** Turns what travels about learning into what the page works with. */

import type { Correction, CorrectionRecord } from "../learning/correction";
import type { Job } from "../learning/job";
import type { PredictionRecord } from "../learning/record";
import type { VersionDiff, VersionList } from "../learning/version";
import type { components } from "./schema";

type Schemas = components["schemas"];

export function readCorrection(wire: Schemas["Correction"]): Correction {
  const { id, labels, kind, conflict } = wire;
  return { id, labels, kind, conflict, fixedSince: wire.fixed_since };
}

export function readCorrectionRecord(wire: Schemas["Correction"]): CorrectionRecord {
  const { recognizer, image, predicted, profile, author, source } = wire;
  const superseded = wire.superseded_at === null ? "current" : "superseded";
  return {
    ...readCorrection(wire),
    ...{ recognizer, image, predicted, profile, author, source },
    createdAt: new Date(wire.created_at),
    state: wire.withdrawn_at === null ? superseded : "withdrawn",
  };
}

export function readRecord(wire: Schemas["RecordedPrediction"]): PredictionRecord {
  const { id, recognizer, model, version, profile, image, labels, label } = wire;
  const { confidence, verdict, top, source, correction } = wire;
  return {
    ...{ id, recognizer, model, version, profile, image, labels, label },
    ...{ confidence, verdict, top, source },
    createdAt: new Date(wire.created_at),
    correction: correction && readCorrection(correction),
  };
}

export function readJob(wire: Schemas["Job"]): Job {
  const { id, kind, recognizer, state, result, error, progress } = wire;
  const number = (name: string): number | null => {
    const value = progress?.[name];
    return typeof value === "number" ? value : null;
  };
  return {
    ...{ id, kind, recognizer, state, error },
    progress: {
      stage: typeof progress?.stage === "string" ? progress.stage : "",
      epoch: number("epoch"),
      epochs: number("epochs"),
    },
    result: result && {
      model: result.model,
      number: result.number,
      promoted: result.promoted,
      decision: result.decision,
    },
  };
}

export function readVersions(body: unknown): VersionList {
  const { champion, mode, versions, log } = body as Schemas["VersionList"];
  return {
    champion,
    mode,
    versions: versions.map(({ created_at, parent: _parent, size: _size, ...version }) => ({
      ...version,
      createdAt: new Date(created_at),
    })),
    log: log.map(({ created_at, ...line }) => ({ ...line, createdAt: new Date(created_at) })),
  };
}

export function readDiff(body: unknown): VersionDiff {
  const { a, b, golden, corrections } = body as Schemas["VersionDiff"];
  return {
    a,
    b,
    golden: golden && {
      samples: golden.samples,
      accuracyA: golden.accuracy_a,
      accuracyB: golden.accuracy_b,
      both: golden.both,
      onlyA: golden.only_a,
      onlyB: golden.only_b,
      neither: golden.neither,
      p: golden.p,
    },
    corrections: corrections.map(({ id, image, labels, right_a, right_b }) => ({
      ...{ id, image, labels },
      rightA: right_a,
      rightB: right_b,
    })),
  };
}
