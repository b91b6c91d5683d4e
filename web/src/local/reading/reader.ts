/** A reader's file, opened: from the picture of one line to what it says, step by step. */

import * as ort from "onnxruntime-web/wasm";
import { type ReaderCard, readReaderCard } from "../card";
import { modelProblem } from "../problem";
import type { Grey } from "./arrays/plane";
import { type Emission, probabilitiesOf } from "./emission";
import type { LineReader } from "./reading";

const OUTPUTS = ["log_probability", "position"] as const;

type Outputs = Readonly<Record<(typeof OUTPUTS)[number], ort.Tensor>>;

export class Reader implements LineReader {
  readonly labels: readonly string[];
  readonly thresholds: ReaderCard["thresholds"];
  readonly #session: ort.InferenceSession;

  static async open(file: Uint8Array<ArrayBuffer>): Promise<Reader> {
    const card = readReaderCard(file);
    const session = await ort.InferenceSession.create(file, { executionProviders: ["wasm"] });
    return new Reader(session, card);
  }

  private constructor(session: ort.InferenceSession, { labels, thresholds }: ReaderCard) {
    const missing = OUTPUTS.filter((name) => !session.outputNames.includes(name));
    if (session.inputNames.join() !== "image" || missing.length > 0) {
      throw modelProblem("The reader's graph is not as its card says.");
    }
    this.labels = labels;
    this.thresholds = thresholds;
    this.#session = session;
  }

  async run({ width, height, data }: Grey): Promise<Emission> {
    const image = new ort.Tensor("uint8", data, [1, height, width]);
    const found = (await this.#session.run({ image }, OUTPUTS)) as unknown as Outputs;
    const [logs, position] = [numbers(found.log_probability), numbers(found.position)];
    const columns = this.labels.length + 1;
    const probability =
      logs.length === position.length * columns ? probabilitiesOf(logs, columns) : null;
    if (!probability) throw modelProblem("The reader gave numbers that are no probabilities.");
    return { probability, position };
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

function numbers({ data }: ort.Tensor): Float32Array {
  if (!(data instanceof Float32Array)) throw modelProblem("The reader gave no numbers.");
  return data;
}
