/** Trying a model file out: how fast it is, and whether it says what was fitted. */

import type { Pixels } from "../decode";
import type { Model } from "../model";
import { type Head, probabilitiesOf } from "./head";
import { matrix } from "./numbers/matrix";

const SIDE = 28;
/** Small pictures that are asked about; a network for photos takes far longer. */
const PICTURES = { ink: 8, photo: 2 } as const;
const [LEAST_ROUNDS, PATIENCE_MILLISECONDS] = [3, 500];
/** So near to each other, and both have had a quiet moment. */
const ALIKE = 1.2;

/** The largest difference between a file's probabilities and the head's own. */
export async function disagreement(model: Model, head: Head): Promise<number> {
  let worst = 0;
  for (let number = 0; number < PICTURES[model.input]; number += 1) {
    const { probability, embedding } = await model.numbers(picture(model, number), [
      "probability",
      "embedding",
    ]);
    const seen = matrix(1, embedding.length, embedding);
    for (const [label, share] of probabilitiesOf(head, seen).data.entries()) {
      const off = Math.abs(share - (probability[label] ?? Number.NaN));
      worst = off > worst || Number.isNaN(off) ? off : worst;
    }
  }
  return worst;
}

/** The fastest of some runs of one small picture, in turns. */
export async function fastest(before: Model, after: Model): Promise<readonly [number, number]> {
  const best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as [number, number];
  const until = performance.now() + PATIENCE_MILLISECONDS;
  for (let round = 0; round < LEAST_ROUNDS || performance.now() < until; round += 1) {
    for (const [place, model] of [before, after].entries()) {
      const started = performance.now();
      await model.numbers(picture(model, 0), ["probability", "novelty"]);
      best[place] = Math.min(best[place] ?? 0, performance.now() - started);
    }
    if (round + 1 >= LEAST_ROUNDS && best[1] <= ALIKE * best[0]) break;
  }
  return best;
}

/** A cross somewhere, always the same for one number. */
function picture({ input }: Model, number: number): Pixels {
  const colours = input === "ink" ? 1 : 3;
  const data = new Uint8Array(SIDE * SIDE * colours);
  const [top, left] = [4 + ((number * 5) % 12), 4 + ((number * 7) % 12)];
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      const [down, across] = [y - top, x - left];
      const isInk =
        (down >= 0 && down < 9 && across >= 0 && across < 3) ||
        (down >= 0 && down < 3 && across >= 0 && across < 9);
      if (isInk) data.fill(255, (y * SIDE + x) * colours, (y * SIDE + x + 1) * colours);
    }
  }
  return { width: SIDE, height: SIDE, data };
}
