/** One request and its answer, or why there is none. */

import { RecognitionError } from "../recognition/failure";

const PATIENCE_MILLISECONDS = 20_000;

/** What is large takes longer to get there: so many bytes a millisecond a slow line carries. */
const SLOW_LINE = 50;

/** Statuses of proxies and busy servers: they pass, unlike what is wrong with a picture. */
const AWAY = new Set([502, 504]);
const BUSY = new Set([429, 503]);
/** A 503 that says what is away: not the server itself. */
const STORAGE = "urn:vistazo:problem:storage-unavailable";

export type Fetch = (address: string, options: RequestInit) => Promise<Response>;

export async function send(
  ask: Fetch,
  address: string,
  options: RequestInit,
  signal?: AbortSignal,
): Promise<Response> {
  const impatience = new AbortController();
  const abort = () => impatience.abort();
  const bytes = typeof options.body === "string" ? options.body.length : 0;
  const timer = setTimeout(abort, PATIENCE_MILLISECONDS + bytes / SLOW_LINE);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    return await sendPatiently(ask, address, options, impatience.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/** As long as it takes, for what is large; `signal` ends it, also while the answer is coming. */
export async function sendPatiently(
  ask: Fetch,
  address: string,
  options: RequestInit,
  signal: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await ask(address, { ...options, signal });
  } catch {
    throw new RecognitionError({ kind: "away" });
  }
  if (!response.ok) throw await failure(response);
  return response;
}

export async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // Cut off, or not our server: in both cases there is no answer.
    throw new RecognitionError({ kind: "away" });
  }
}

/** Asks with the parameters that are not empty, and reads what comes. */
export type Call = (
  method: "GET" | "POST" | "PUT" | "DELETE",
  route: string,
  given?: {
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly signal?: AbortSignal;
  },
) => Promise<unknown>;

export function createCall(ask: Fetch): Call {
  return async (method, route, { query = {}, body, signal } = {}) => {
    const content = body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    const response = await send(ask, addressOf(route, query), { method, ...content }, signal);
    return json(response);
  };
}

/** Relative, so that the page also works below a sub-path. */
export function addressOf(route: string, query: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
  return parameters.size > 0 ? `${route}?${parameters}` : route;
}

export function modelRoute(name: string): string {
  return `v1/models/${encodeURIComponent(name)}`;
}

async function failure(response: Response): Promise<RecognitionError> {
  if (AWAY.has(response.status)) return new RecognitionError({ kind: "away" });
  const problem = problemIn(await response.json().catch(() => null), response.status);
  const busy = BUSY.has(response.status) && problem.type !== STORAGE;
  return new RecognitionError(busy ? { kind: "busy" } : problem);
}

/** What a problem document says, as far as it is one. */
export function problemIn(told: unknown, status = 0) {
  const document: Readonly<Record<string, unknown>> =
    typeof told === "object" && told !== null ? { ...told } : {};
  const text = (name: string): string => {
    const value = document[name];
    return typeof value === "string" ? value : "";
  };
  return {
    kind: "problem",
    status: status || (typeof document.status === "number" ? document.status : 0),
    type: text("type") || "about:blank",
    title: text("title"),
    detail: text("detail"),
  } as const;
}
