/** Asks the server. Pictures go out as they are; nothing about pixels is decided here. */

import type { Recognise } from "../recognition/answer";
import { RecognitionError } from "../recognition/failure";
import type { Picture } from "../recognition/picture";
import { type ModelCard, readCard, readPrediction } from "./wire";

/** The server's limit; a larger file is refused here, before megabytes travel in vain. */
export const MOST_BYTES = 16 * 1024 * 1024;

const PATIENCE_MILLISECONDS = 20_000;

/** Statuses of proxies and busy servers: they pass, unlike what is wrong with a picture. */
const AWAY = new Set([502, 504]);
const BUSY = new Set([429, 503]);

export type Fetch = (address: string, options: RequestInit) => Promise<Response>;

export interface Server {
  card(model: string): Promise<ModelCard>;
  recogniser(model: string): Recognise;
}

const pageFetch: Fetch = (address, options) => fetch(address, options);

export function createServer(ask: Fetch = pageFetch): Server {
  const cards = new Map<string, Promise<ModelCard>>();

  function card(model: string): Promise<ModelCard> {
    const known = cards.get(model);
    if (known) return known;
    const asked = send(ask, address(model), {}).then(json).then(readCard);
    cards.set(model, asked);
    // A card that did not come is asked for again with the next question.
    asked.catch(() => cards.delete(model));
    return asked;
  }

  return {
    card,
    recogniser: (model) => async (picture, signal) => {
      const { labels } = await card(model);
      const started = performance.now();
      const { query, options } = request(picture);
      const response = await send(ask, `${address(model)}/predict?${query}`, options, signal);
      return readPrediction(await json(response), labels, performance.now() - started);
    },
  };
}

function address(model: string): string {
  return `v1/models/${encodeURIComponent(model)}`;
}

function request(picture: Picture): { query: URLSearchParams; options: RequestInit } {
  const query = new URLSearchParams({ outputs: "seen,attention" });
  if (picture.kind === "grey") {
    query.set("width", String(picture.width));
    query.set("height", String(picture.height));
    return { query, options: post(picture.pixels, "application/octet-stream") };
  }
  const { file } = picture;
  if (file.size > MOST_BYTES) {
    throw new RecognitionError({ kind: "tooLarge", bytes: file.size, limit: MOST_BYTES });
  }
  // The server looks at the bytes; the type only has to say that they are a file, not raw pixels.
  const type = file.type.startsWith("image/") ? file.type : "image/png";
  return { query, options: post(file, type) };
}

function post(body: BodyInit, type: string): RequestInit {
  return { method: "POST", headers: { "content-type": type }, body };
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
