/** The search for a head that learns the corrections and does no harm; see vistazo/learning/search.py. */

import type { Bank } from "./bank";
import type { Examples } from "./examples";
import type { Policy } from "./gate";
import { type Head, linkOf, probabilitiesOf } from "./head";
import { rightLabels } from "./judge";
import { type Matrix, matrix } from "./numbers/matrix";
import { type Breathe, type Fit, type Prior, refit } from "./refit";

/** Factor on the weight of a picture that a fit still answers wrong, for the next fit. */
const EMPHASIS = 4;
/** Further fits with emphasis, at most. */
const ROUNDS = 2;
/** How much of the change to the weights is kept, the most that can be. */
const SHARES = [1, 0.6, 0.3];
/** On `Policy.guardLoss`: a label that is new takes a little probability from all others. */
const NEW_LABEL_FACTOR = 4;
/** How much is taken off the logit of a label that is new, lest it claims old labels' pictures. */
const RESERVES = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3];

/** What learning starts from. */
export interface Base {
  readonly head: Head;
  readonly bank: Bank;
  readonly prior: Prior;
  readonly breathe: Breathe;
}

/**
 * Ever gentler fits that do no harm, as far as pictures that are not golden can tell. Where no fit
 * is so gentle, the one that comes nearest is all there is.
 */
export async function* searchHeads(
  base: Base,
  champion: Head,
  examples: Examples,
  policy: Policy,
  passes: number,
): AsyncGenerator<Head> {
  const isHarmless = guard(base, policy);
  const had = rightLabels(champion, examples);
  let [nearest, most, found] = [base.head, 0, false];
  for (const weight of policy.weights) {
    const strength = { weight, kept: policy.kept };
    const fitted = await insist({ ...base, examples, strength, passes }, had);
    for (const moved of gentler(base.head, fitted)) {
      await base.breathe();
      const right = rightLabels(moved, examples);
      const harmless = isHarmless(moved);
      const count = right.filter(Boolean).length;
      const rank = (harmless ? examples.labels.length + 1 : 0) + count;
      const keeps = had.every((one, row) => !one || right[row]);
      if (harmless && keeps && count > had.filter(Boolean).length) {
        found = true;
        yield moved;
      } else if (rank > most) [nearest, most] = [moved, rank];
    }
  }
  if (!found) yield nearest;
}

/** Fits, with more weight on what must stay right, then on what is still wrong. */
async function insist(fit: Fit, had: readonly boolean[]): Promise<Head> {
  let emphasis = Float64Array.from(had, (one) => (one ? EMPHASIS : 1));
  let [fitted, best] = [null as Head | null, -1];
  for (let part = 0; part <= ROUNDS; part += 1) {
    const passes = Math.max(1, Math.floor(fit.passes / (1 + part)));
    const again: Head = await refit({ ...fit, emphasis, start: fitted, passes });
    const right = rightLabels(again, fit.examples);
    const count = right.filter(Boolean).length;
    if (fitted && count <= best) return fitted;
    [fitted, best] = [again, count];
    if (count === right.length) break;
    emphasis = emphasis.map((factor, row) => (right[row] ? factor : factor * EMPHASIS));
  }
  return fitted ?? fit.head;
}

/**
 * Whether a head answers everybody else's pictures as well as the base does. What counts is the
 * mean probability of what is true: it sees pictures come near to being lost.
 */
function guard({ head: base, bank }: Base, { guardLoss }: Policy): (head: Head) => boolean {
  const { embeddings, labels } = bank.calibration;
  const mean = (head: Head) => {
    const truth = linkOf(head).truth(labels, head.labels.length);
    const chances = linkOf(head).chances(probabilitiesOf(head, embeddings), truth);
    return chances.reduce((sum, chance) => sum + chance, 0) / chances.length;
  };
  const were = mean(base);
  return (head) => {
    const grown = head.labels.length > base.labels.length;
    return were - mean(head) <= guardLoss * (grown ? NEW_LABEL_FACTOR : 1);
  };
}

/** The fitted head, then ever less of what it changed, the labels that are new held back too. */
function* gentler(head: Head, fitted: Head): Generator<Head> {
  const count = head.labels.length;
  const reserves = fitted.labels.length > count ? RESERVES : [0];
  for (const share of SHARES) {
    const weight = partOf(fitted.weight, head.weight, share);
    const bias = partOf(
      matrix(1, fitted.labels.length, fitted.bias),
      matrix(1, count, head.bias),
      share,
    );
    for (const reserve of reserves) {
      const held = bias.data.map((value, label) => (label < count ? value : value - reserve));
      yield { ...fitted, weight, bias: held };
    }
  }
}

/** What is new in whole, and a share of what was changed. */
function partOf(fitted: Matrix, before: Matrix, share: number): Matrix {
  const data = fitted.data.map((value, place) => {
    const was = before.data[place];
    return was === undefined ? value : value + (1 - share) * (was - value);
  });
  return matrix(fitted.rows, fitted.columns, data);
}
