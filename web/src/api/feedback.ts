/** What people say about answers, and the answers that were kept. */

import type { Correction, NewCorrection } from "../learning/correction";
import type { Job } from "../learning/job";
import {
  filterParameters,
  type Order,
  orderParameters,
  type RecordFilter,
  type RecordPage,
} from "../learning/record";
import type { Picture } from "../recognition/picture";
import type { Encode } from "./encode";
import type { components } from "./schema";
import { addressOf, type Call, type Fetch, send } from "./send";
import { readCorrection, readJob, readRecord } from "./wireLearning";

type Schemas = components["schemas"];

export const EXPORT_FORMATS = ["folder", "csv", "voc"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface Profile {
  readonly name: string;
  readonly corrections: number;
}

export interface Feedback {
  /** Safe to be sent again with the same id. */
  correct(
    correction: NewCorrection,
    profile: string,
  ): Promise<{ correction: Correction; job: Job | null }>;
  withdraw(id: string): Promise<void>;
  records(
    filter: RecordFilter,
    order: Order,
    place: { readonly offset: number; readonly limit: number },
    profile: string,
    signal: AbortSignal,
  ): Promise<RecordPage>;
  /** Deletes by id, or all that a filter finds; answers the ids, which can be restored. */
  remove(which: readonly string[] | RecordFilter, profile: string): Promise<readonly string[]>;
  restore(ids: readonly string[]): Promise<void>;
  /** A picture that was kept. */
  picture(sha256: string): Promise<Picture>;
  thumbnail(sha256: string): string;
  exportAddress(format: ExportFormat, recognizer: string | null, profile: string): string;
  profiles(): Promise<readonly Profile[]>;
  addProfile(name: string): Promise<void>;
  removeProfile(name: string): Promise<void>;
}

/** Twice as many pixels as the thumbnail takes on most screens. */
const THUMBNAIL = "192";

export function createFeedback(ask: Fetch, call: Call, encode: Encode): Feedback {
  const image = (sha256: string) => `v1/images/${sha256}`;
  return {
    async correct({ about, newLabels, labels, ...rest }, profile) {
      const shown =
        "prediction" in about
          ? { prediction: about.prediction }
          : { image: await encode(about.picture) };
      // Who has a profile is known by its name.
      const body = { ...rest, ...shown, labels, new_labels: newLabels, profile, author: profile };
      const answer = (await call("POST", "v1/corrections", {
        body,
      })) as Schemas["CorrectionAnswer"];
      return {
        correction: readCorrection(answer.correction),
        job: answer.job && readJob(answer.job),
      };
    },
    async withdraw(id) {
      await call("DELETE", `v1/corrections/${encodeURIComponent(id)}`);
    },
    async records(filter, order, { offset, limit }, profile, signal) {
      const query = {
        ...filterParameters(filter),
        ...orderParameters(order),
        offset: String(offset),
        limit: String(limit),
        profile,
      };
      const answer = await call("GET", "v1/predictions", { query, signal });
      const { total, predictions } = answer as Schemas["PredictionPage"];
      return { total, records: predictions.map(readRecord) };
    },
    async remove(which, profile) {
      const body = Array.isArray(which)
        ? { ids: which }
        : { filter: { ...typed(which as RecordFilter), ...(profile && { profile }) } };
      const answer = await call("POST", "v1/predictions/delete", { body });
      return (answer as Schemas["DeleteAnswer"]).ids;
    },
    async restore(ids) {
      await call("POST", "v1/predictions/restore", { body: { ids } });
    },
    async picture(sha256) {
      const response = await send(ask, image(sha256), {});
      return { kind: "file", file: await response.blob() };
    },
    thumbnail: (sha256) => addressOf(image(sha256), { size: THUMBNAIL }),
    exportAddress: (format, recognizer, profile) =>
      addressOf("v1/corrections/export", { format, recognizer: recognizer ?? "", profile }),
    async profiles() {
      return ((await call("GET", "v1/profiles")) as Schemas["ProfileList"]).profiles;
    },
    async addProfile(name) {
      await call("POST", "v1/profiles", { body: { name } });
    },
    async removeProfile(name) {
      await call("DELETE", `v1/profiles/${encodeURIComponent(name)}`);
    },
  };
}

/** A filter as JSON has it: numbers and truth values instead of their names. */
function typed(filter: RecordFilter): Record<string, unknown> {
  return {
    ...filterParameters(filter),
    ...(filter.corrected !== null && { corrected: filter.corrected }),
    ...(filter.minConfidence !== null && { min_confidence: filter.minConfidence }),
    ...(filter.maxConfidence !== null && { max_confidence: filter.maxConfidence }),
  };
}
