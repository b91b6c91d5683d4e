import { type Card, readCard } from "../local/card";
import { createEngine, type Engine } from "../local/engine";
import type { Source } from "../local/protocol";
import type { Answer as Found } from "../recognition/answer";
import { translated, VistazoError } from "./error";
import { isNode, startNodeWorker } from "./node";
import { givenBy } from "./pictures";
import type { Answer, Picture, Wishes } from "./vistazo";

const HASH_DIGITS = 12;

/** One worker for all that a page opens. */
let shared: Engine | null = null;
let opened = 0;

function sharedEngine(): Engine {
  shared ??= isNode() ? createEngine(startNodeWorker) : createEngine();
  return shared;
}

export class Recogniser {
  readonly name: string;
  readonly model: string;
  readonly labels: readonly string[];
  readonly task: "one" | "many";
  readonly input: "ink" | "photo";
  readonly priors: readonly string[];
  readonly #engine: Engine;
  readonly #source: Source;

  /** With an engine of its own for a test. */
  static async open(
    file: string | URL | Blob | ArrayBuffer | Uint8Array,
    engine: Engine = sharedEngine(),
  ): Promise<Recogniser> {
    const content = await contentOf(file);
    try {
      const card = readCard(content);
      const hash = await hashOf(content);
      const recogniser = new Recogniser(card, hash, new Blob([content]), engine);
      await engine.prepare(recogniser.#source);
      return recogniser;
    } catch (error) {
      throw translated(error, "invalid-model");
    }
  }

  private constructor(card: Card, hash: string | null, file: Blob, engine: Engine) {
    const { name = "model" } = card as Card & { readonly name?: string };
    this.name = name;
    this.model = hash === null ? name : `${name}@${hash}`;
    this.labels = card.labels;
    this.task = card.task;
    this.input = card.input;
    this.priors = Object.keys(card.priors);
    this.#engine = engine;
    opened += 1;
    // Of each name the worker keeps one version; here files of one name may stand side by side.
    const key = hash ?? `file${opened}`;
    this.#source = { model: `${key}@${key}`, address: "", file };
  }

  async recognise(picture: Picture, wishes: Wishes = {}): Promise<Answer> {
    const { prior = null, threshold = null, signal = new AbortController().signal } = wishes;
    try {
      const ask = this.#engine.recogniser(async () => this.#source, { prior, threshold });
      return this.#told(await ask(await givenBy(picture), signal));
    } catch (error) {
      throw translated(error, "unavailable");
    }
  }

  #told({ label, labels, confidence, verdict, novelty, scores, timing }: Found): Answer {
    return {
      model: this.model,
      ...{ label, labels, confidence, verdict, novelty },
      scores: scores.toSorted((a, b) => b.probability - a.probability),
      milliseconds: timing.roundTrip,
    };
  }
}

async function contentOf(
  file: string | URL | Blob | ArrayBuffer | Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (file instanceof Blob) return new Uint8Array(await file.arrayBuffer());
  if (file instanceof ArrayBuffer) return new Uint8Array(file);
  if (file instanceof Uint8Array) return Uint8Array.from(file);
  let why: string;
  try {
    const response = await fetch(file);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    why = `the answer was ${response.status}`;
  } catch (error) {
    why = String(error);
  }
  throw new VistazoError("model-not-found", `No model could be fetched from ${file}: ${why}.`);
}

/** Null where a page may not compute it, which is so outside secure contexts. */
async function hashOf(content: Uint8Array<ArrayBuffer>): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const digest = await crypto.subtle.digest("SHA-256", content);
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return hex.join("").slice(0, HASH_DIGITS);
}
