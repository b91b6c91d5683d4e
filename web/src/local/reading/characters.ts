/** A recogniser of single characters, as far as it judges what a reader reads. */

import * as ort from "onnxruntime-web/wasm";
import { readCard } from "../card";
import { onlyOutputs } from "../outputs";
import { modelProblem } from "../problem";
import type { Frames } from "./frames";
import type { Recogniser } from "./rescoring";

const OUTPUT = "probability";
/** Characters that are recognised at once. */
const BATCH = 128;

/** Gives nothing but probabilities. */
export class Characters implements Recogniser {
  readonly labels: readonly string[];
  readonly #session: ort.InferenceSession;

  static async open(file: Uint8Array<ArrayBuffer>): Promise<Characters> {
    const { labels } = readCard(file);
    const session = await ort.InferenceSession.create(onlyOutputs(file, [OUTPUT]), {
      executionProviders: ["wasm"],
    });
    return new Characters(session, labels);
  }

  private constructor(session: ort.InferenceSession, labels: readonly string[]) {
    this.#session = session;
    this.labels = labels;
  }

  async probabilities({ count, side, data }: Frames): Promise<Float32Array> {
    const columns = this.labels.length;
    const all = new Float32Array(count * columns);
    for (let start = 0; start < count; start += BATCH) {
      const stop = Math.min(count, start + BATCH);
      const part = data.subarray(start * side * side, stop * side * side);
      const image = new ort.Tensor("uint8", part, [stop - start, side, side]);
      const found = (await this.#session.run({ image }, [OUTPUT]))[OUTPUT]?.data;
      if (!(found instanceof Float32Array) || found.length !== (stop - start) * columns) {
        throw modelProblem("The model gave no numbers.");
      }
      all.set(found, start * columns);
    }
    return all;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
