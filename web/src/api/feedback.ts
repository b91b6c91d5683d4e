/** What people say about answers, and the answers that were kept. */

import {
  type Correction,
  type CorrectionFilter,
  type CorrectionPage,
  type CorrectionRecord,
  correctionParameters,
  type NewCorrection,
} from "../learning/correction";
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
import { readCorrection, readCorrectionRecord, readJob, readRecord } from "./wireLearning";

type Schemas = components["schemas"];

export const EXPORT_FORMATS = ["folder", "csv", "voc"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface Profile {
  readonly name: string;
  readonly corrections: number;
}

export interface Place {
  readonly offset: number;
  readonly limit: number;
}

export interface Feedback {
  /** Safe to be sent again with the same id. */
  correct(
    correction: NewCorrection,
    profile: string,
  ): Promise<{ correction: Correction; job: Job | null }>;
  withdraw(id: string): Promise<void>;
  /** Puts corrections back that were withdrawn. */
  reinstate(ids: readonly string[]): Promise<void>;
  corrections(
    filter: CorrectionFilter,
    place: Place,
    profile: string,
    signal: AbortSignal,
  ): Promise<CorrectionPage>;
  /** All that was said of one picture, newest first. */
  saidOf(
    image: string,
    recognizer: string,
    signal: AbortSignal,
  ): Promise<readonly CorrectionRecord[]>;
  records(
    filter: RecordFilter,
    order: Order,
    place: Place,
    profile: string,
    signal: AbortSignal,
  ): Promise<RecordPage>;
  /** Deletes by id, or all that a filter finds; answers the ids, which can be restored. */
  remove(which: readonly string[] | RecordFilter, profile: string): Promise<readonly string[]>;
  restore(ids: readonly string[]): Promise<void>;
  /** Under which sha256 a prediction's picture is kept. */
  imageOf(prediction: string, signal: AbortSignal): Promise<string>;
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

/** More is hardly ever said of one picture. */
const MOST_SAID = "100";

export function createFeedback(ask: Fetch, call: Call, encode: Encode): Feedback {
  const image = (sha256: string) => `v1/images/${sha256}`;
  async function corrections(query: Record<string, string>, signal: AbortSignal) {
    const answer = await call("GET", "v1/corrections", { query, signal });
    const page = answer as Schemas["CorrectionPage"];
    return { total: page.total, corrections: page.corrections.map(readCorrectionRecord) };
  }
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
    async reinstate(ids) {
      await call("POST", "v1/corrections/restore", { body: { ids } });
    },
    corrections: (filter, { offset, limit }, profile, signal) =>
      corrections(
        {
          ...correctionParameters(filter),
          ...{ offset: String(offset), limit: String(limit), profile },
        },
        signal,
      ),
    saidOf: async (image, recognizer, signal) =>
      (await corrections({ image, recognizer, limit: MOST_SAID }, signal)).corrections,
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
    async imageOf(prediction, signal) {
      const route = `v1/predictions/${encodeURIComponent(prediction)}`;
      return ((await call("GET", route, { signal })) as Schemas["RecordedPrediction"]).image;
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
