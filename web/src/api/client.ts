/** Asks the server. Pictures go out as they are; nothing about pixels is decided here. */

import type { Answer, Score } from "../recognition/answer";
import { RecognitionError } from "../recognition/failure";
import type { Ask } from "../recognition/live";
import type { Picture } from "../recognition/picture";
import type { Reading } from "../recognition/reading";
import { type ModelRow, readModels, readPrediction, readReading, readTop } from "./wire";

/** The server's limit; a larger file is refused here, before megabytes travel in vain. */
export const MOST_BYTES = 16 * 1024 * 1024;

const PATIENCE_MILLISECONDS = 20_000;

/** Statuses of proxies and busy servers: they pass, unlike what is wrong with a picture. */
const AWAY = new Set([502, 504]);
const BUSY = new Set([429, 503]);

export type Fetch = (address: string, options: RequestInit) => Promise<Response>;

export interface Server {
  models(): Promise<readonly ModelRow[]>;
  /** Recognises one label; `prior` is a name among the model's priors, or null for the model's own. */
  recogniser(model: string, prior: string | null): Ask<Answer>;
  /** The most probable labels alone, for many small questions. */
  suggester(model: string): Ask<readonly Score[]>;
  /** Reads lines of text. */
  reader(model: string): Ask<Reading>;
}

const pageFetch: Fetch = (address, options) => fetch(address, options);

export function createServer(ask: Fetch = pageFetch): Server {
  let list: Promise<readonly ModelRow[]> | null = null;

  function models(): Promise<readonly ModelRow[]> {
    if (list) return list;
    const asked = send(ask, "v1/models", {}).then(json).then(readModels);
    list = asked;
    // A list that did not come is asked for again with the next question.
    asked.catch(() => {
      list = null;
    });
    return asked;
  }

  async function post(
    route: string,
    query: Readonly<Record<string, string>>,
    picture: Picture,
    signal: AbortSignal,
  ) {
    const { size, body, type } = content(picture);
    const parameters = new URLSearchParams({ ...query, ...size });
    const options = { method: "POST", headers: { "content-type": type }, body };
    const started = performance.now();
    const response = await send(ask, `${route}?${parameters}`, options, signal);
    return { answer: await json(response), roundTrip: performance.now() - started };
  }

  return {
    models,
    recogniser: (model, prior) => async (picture, signal) => {
      const labels = (await models()).find(({ name }) => name === model)?.labels ?? [];
      const query = { outputs: "seen,attention", ...(prior !== null && { prior }) };
      const { answer, roundTrip } = await post(`${address(model)}/predict`, query, picture, signal);
      return readPrediction(answer, labels, roundTrip);
    },
    suggester: (model) => async (picture, signal) => {
      const { answer } = await post(`${address(model)}/predict`, {}, picture, signal);
      return readTop(answer);
    },
    reader: (model) => async (picture, signal) => {
      const { answer, roundTrip } = await post(`${address(model)}/read`, {}, picture, signal);
      return readReading(answer, roundTrip);
    },
  };
}

function address(model: string): string {
  return `v1/models/${encodeURIComponent(model)}`;
}

/** What travels of a picture, and what it is said to be. */
function content(picture: Picture) {
  if (picture.kind === "grey") {
    const size = { width: String(picture.width), height: String(picture.height) };
    return { size, body: picture.pixels, type: "application/octet-stream" };
  }
  const { file } = picture;
  if (file.size > MOST_BYTES) {
    throw new RecognitionError({ kind: "tooLarge", bytes: file.size, limit: MOST_BYTES });
  }
  // The server looks at the bytes; the type only has to say that they are a file, not raw pixels.
  const type = file.type.startsWith("image/") ? file.type : "image/png";
  return { size: {}, body: file, type };
}

async function send(
  ask: Fetch,
  address: string,
  options: RequestInit,
  signal?: AbortSignal,
): Promise<Response> {
  const impatience = new AbortController();
  const abort = () => impatience.abort();
  const timer = setTimeout(abort, PATIENCE_MILLISECONDS);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  let response: Response;
  try {
    response = await ask(address, { ...options, signal: impatience.signal });
  } catch {
    throw new RecognitionError({ kind: "away" });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
  if (!response.ok) throw await failure(response);
  return response;
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // Cut off, or not our server: in both cases there is no answer.
    throw new RecognitionError({ kind: "away" });
  }
}

async function failure(response: Response): Promise<RecognitionError> {
  if (AWAY.has(response.status)) return new RecognitionError({ kind: "away" });
  if (BUSY.has(response.status)) return new RecognitionError({ kind: "busy" });
  const problem = await response.json().catch(() => ({}));
  const text = (name: string): string => {
    const value: unknown = problem?.[name];
    return typeof value === "string" ? value : "";
  };
  return new RecognitionError({
    kind: "problem",
    status: response.status,
    type: text("type") || "about:blank",
    title: text("title"),
    detail: text("detail"),
  });
}
