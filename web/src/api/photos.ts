/** What is asked about photos alone: a model's card, where it looked, and many pictures at once. */

import type { Attention } from "../recognition/answer";
import type { BatchLine, Parcel } from "../recognition/batch";
import { RecognitionError } from "../recognition/failure";
import type { Ask } from "../recognition/live";
import type { Picture } from "../recognition/picture";
import type { Question } from "./client";
import type { components } from "./schema";
import { addressOf, type Call, type Fetch, modelRoute, problemIn, sendPatiently } from "./send";
import { linesOf } from "./stream";
import { type Known, readAttention, readId, readPrediction } from "./wire";

type Schemas = components["schemas"];

/** What the page needs of a model's card. */
export interface PhotoCard {
  /** From which probability on each label is given. */
  readonly thresholds: Readonly<Record<string, number>>;
}

export interface Photos {
  card(model: string, profile: string): Promise<PhotoCard>;
  /** Where the model looks for one label; nothing of it is kept. */
  looker(question: Question, label: string): Ask<Attention | null>;
  /** Has a parcel recognised and kept; tells of each picture as its answer comes. */
  batch(
    question: Question,
    parcel: Parcel,
    onLine: (line: BatchLine) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Sends one picture. */
export type Post = (
  route: string,
  query: Readonly<Record<string, string>>,
  picture: Picture,
  signal?: AbortSignal,
) => Promise<{ readonly answer: unknown; readonly roundTrip: number }>;

interface Means {
  readonly ask: Fetch;
  readonly call: Call;
  readonly post: Post;
  known(model: string): Promise<Known>;
}

export function createPhotos({ ask, call, post, known }: Means): Photos {
  return {
    async card(model, profile) {
      const card = await call("GET", modelRoute(model), { query: { profile } });
      return { thresholds: (card as Schemas["ModelAnswer"]).thresholds };
    },
    looker:
      ({ model, profile }, label) =>
      async (picture, signal) => {
        const query = { outputs: "attention", attention_labels: label, record: "false", profile };
        const { answer } = await post(`${modelRoute(model)}/predict`, query, picture, signal);
        const { attention } = answer as Schemas["PredictionAnswer"];
        return attention ? readAttention(attention) : null;
      },
    async batch({ model, profile, threshold = null }, parcel, onLine, signal) {
      const row = await known(model);
      const query = {
        profile,
        threshold: threshold === null ? "" : String(threshold),
        ...{ record: "true", source: "batch" },
      };
      const address = addressOf(`${modelRoute(model)}/predict-batch`, query);
      const options = { method: "POST", ...content(parcel) };
      const response = await sendPatiently(ask, address, options, signal);
      let done = false;
      for await (const line of linesOf(response)) {
        const read = readLine(line, row);
        if (read) onLine(read);
        else done = true;
      }
      if (!done) throw new RecognitionError({ kind: "away" });
    },
  };
}

function content(parcel: Parcel): { body: BodyInit; headers?: Record<string, string> } {
  if (parcel.kind === "archive") {
    return { body: parcel.file, headers: { "content-type": "application/zip" } };
  }
  const form = new FormData();
  for (const { name, file } of parcel.files) form.append("files", file, name);
  return { body: form };
}

type Line = Schemas["BatchPrediction"] | Schemas["BatchFailure"] | Schemas["BatchEnd"];

/** One picture's answer, or why there is none; null for the line that closes the list. */
function readLine(body: unknown, row: Known): BatchLine | null {
  const line = body as Line;
  if ("done" in line) return null;
  const { index, filename: name } = line;
  if ("error" in line) return { index, name, failure: problemIn(line.error) };
  const { prediction } = line;
  const answer = readPrediction(prediction, row, prediction.timing_ms.total);
  return { index, name, answer, prediction: readId(prediction) };
}
