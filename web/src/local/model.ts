/** One model's file, opened by ONNX Runtime for WebAssembly, and its answers. */

import whole from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import * as ort from "onnxruntime-web/wasm";
import small from "vistazo-runtime/trimmed.wasm?url";
import type { Answer, Attention, Seen } from "../recognition/answer";
import type { Picture } from "../recognition/picture";
import { judge, type Wishes } from "./answers";
import { type Card, readCard } from "./card";
import { type Pixels, pixelsOf } from "./decode";
import { modelProblem } from "./problem";
import type { Runtime } from "./protocol";

const RUNTIMES: Readonly<Record<Runtime, string>> = { small, whole };

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

const OUTPUTS = ["probability", "novelty", "seen", "attention"] as const;

/** Pixels of a photo for each of those that the network sees; more would cost time alone. */
const PER_PIXEL = 2;

/** How long a model that has been replaced may still be asked by whoever began before. */
const LINGER_MILLISECONDS = 10_000;

type Outputs = Readonly<Record<(typeof OUTPUTS)[number], ort.Tensor>>;

/** Chooses the runtime; once a model is opened, it stays. */
export function use(runtime: Runtime): void {
  ort.env.wasm.wasmPaths = { wasm: new URL(RUNTIMES[runtime], import.meta.url).href };
}

/** Loads the runtime, which only opening something does: here nothing, which fails afterwards. */
export async function warmUp(): Promise<void> {
  await ort.InferenceSession.create(new Uint8Array(1)).catch(() => {});
}

export class Model {
  readonly #session: ort.InferenceSession;
  readonly #card: Card;
  readonly #id: string;
  readonly #enough: number | null;

  /** `id` is `name@version`. */
  static async open(file: Uint8Array<ArrayBuffer>, id: string): Promise<Model> {
    const card = readCard(file);
    const session = await ort.InferenceSession.create(file, { executionProviders: ["wasm"] });
    return new Model(session, card, id);
  }

  private constructor(session: ort.InferenceSession, card: Card, id: string) {
    const missing = OUTPUTS.filter((name) => !session.outputNames.includes(name));
    if (session.inputNames.join() !== "image" || missing.length > 0) {
      throw modelProblem("The model's graph is not as its card says.");
    }
    this.#session = session;
    this.#card = card;
    this.#id = id;
    this.#enough = enoughFor(session);
  }

  get input(): Card["input"] {
    return this.#card.input;
  }

  /** What the network makes of a picture, before its last layer. */
  async embedding(picture: Picture): Promise<Float32Array> {
    const pixels = await pixelsOf(picture, this.#card.input, this.#enough);
    return (await this.numbers(pixels, ["embedding"])).embedding;
  }

  /** Some outputs for one picture. */
  async numbers<Name extends string>(
    pixels: Pixels,
    outputs: readonly Name[],
  ): Promise<Readonly<Record<Name, Float32Array>>> {
    const found = await this.#run(pixels, outputs);
    const entries = outputs.map((name) => [name, numbers(found[name]).slice()]);
    return Object.fromEntries(entries) as Record<Name, Float32Array>;
  }

  async answer(picture: Picture, wishes: Wishes): Promise<Answer> {
    const pixels = await pixelsOf(picture, this.#card.input, this.#enough);
    const started = performance.now();
    const found: Outputs = await this.#run(pixels, OUTPUTS);
    const recogniser = performance.now() - started;
    const [probabilities, novelties] = [numbers(found.probability), numbers(found.novelty)];
    return {
      model: this.#id,
      place: "device",
      task: this.#card.task,
      ...judge(
        this.#card,
        { probabilities: [...probabilities], novelty: novelties[0] ?? Number.NaN },
        wishes,
      ),
      seen: seenIn(found.seen),
      attention: attentionIn(found.attention, this.#card.labels),
      timing: { recogniser, roundTrip: recogniser },
    };
  }

  /** Whoever is asking it right now still gets an answer. */
  close(): void {
    setTimeout(() => void this.#session.release(), LINGER_MILLISECONDS);
  }

  async #run<Name extends string>({ width, height, data }: Pixels, outputs: readonly Name[]) {
    const colours = this.#card.input === "ink" ? [] : [3];
    const image = new ort.Tensor("uint8", data, [1, height, width, ...colours]);
    const found = await this.#session.run({ image }, outputs);
    return found as Readonly<Record<Name, ort.Tensor>>;
  }
}

function enoughFor({ outputMetadata }: ort.InferenceSession): number | null {
  const seen = outputMetadata.find(({ name }) => name === "seen");
  const sides = seen?.isTensor ? seen.shape.slice(1, 3) : [];
  const known = sides.filter((side) => typeof side === "number");
  return known.length === 2 ? PER_PIXEL * Math.min(...known) : null;
}

function numbers(tensor: ort.Tensor): Float32Array {
  if (!(tensor.data instanceof Float32Array)) throw modelProblem("The model gave no numbers.");
  return tensor.data;
}

function seenIn(tensor: ort.Tensor): Seen {
  const [, height = 0, width = 0, channels] = tensor.dims;
  const bytes = numbers(tensor).map((value) => Math.round(Math.min(1, Math.max(0, value)) * 255));
  return { width, height, channels: channels === 3 ? 3 : 1, pixels: Uint8Array.from(bytes) };
}

function attentionIn(tensor: ort.Tensor, labels: readonly string[]): Attention {
  const [, , height = 0, width = 0] = tensor.dims;
  const values = numbers(tensor);
  const rows = (label: number) =>
    Array.from({ length: height }, (_, row) => {
      const start = (label * height + row) * width;
      return [...values.subarray(start, start + width)];
    });
  return { width, height, byLabel: new Map(labels.map((label, index) => [label, rows(index)])) };
}
