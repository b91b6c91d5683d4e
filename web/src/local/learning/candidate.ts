/** From corrections to a judged head; see vistazo/learning/candidate.py. */

import type { Decision } from "../../learning/decision";
import { type Examples, ripeOf, subsetOf } from "./examples";
import { decide, decisionOf, leftOut, type Policy } from "./gate";
import type { Head } from "./head";
import { judgeHead, NO_FILE, type OfFile, type Report, rightLabels } from "./judge";
import { matrix } from "./numbers/matrix";
import { recalibrate } from "./recalibrate";
import { PASSES, refit } from "./refit";
import { type Base, searchHeads } from "./search";

/** Heads of one search that are shown to the gate, from the strongest on. */
const TRIES = 12;
const TWIN_PASSES = 10;
const HALVES = [0, 1] as const;

export interface Candidate {
  readonly head: Head;
  readonly decision: Decision;
}

/** What only a file can tell, of the one that answers now and of the new one. */
export interface Tried {
  readonly before: OfFile;
  readonly after: OfFile;
}

export interface Lesson {
  readonly base: Base;
  /** What answers now, on the same network. */
  readonly champion: Head;
  /** Every corrected picture there is. */
  readonly examples: Examples;
  readonly policy: Policy;
  /** Something was taken back, so that nothing needs to be gained. */
  readonly isUnlearning: boolean;
  readonly twins: Twins;
  /** Writes the file with a head, and tries it out. */
  tryOut(head: Head): Promise<Tried>;
}

/** Learns from all examples and judges what came of it. */
export async function makeCandidate(lesson: Lesson): Promise<Candidate> {
  const { base, champion, policy, isUnlearning } = lesson;
  const { head, bank, breathe } = base;
  const ripe = ripeOf(lesson.examples, head.labels);
  const given = subsetOf(lesson.examples, ripe);
  const heldOut = await lesson.twins(base, given, policy);
  const reports = [head, champion].map((one) => judgeHead(one, bank, given)) as [Report, Report];
  const decided = (one: Head, { before, after }: Tried) => {
    const [first, live] = reports.map((report) => ({ ...report, ...before })) as [Report, Report];
    const candidate = judgeHead(one, bank, given, heldOut, after);
    return decide({ base: first, champion: live, candidate }, policy, isUnlearning);
  };
  const chosen = await firstApproved(lesson, given, async (one) => {
    await breathe();
    return decided(one, { before: NO_FILE, after: NO_FILE }).approved;
  });
  const measured = { ...chosen, metrics: metricsOf(chosen, base) };
  const decision = decided(measured, await lesson.tryOut(measured));
  const waiting = ripe.filter((one) => !one).length;
  const checks = waiting > 0 ? [...decision.checks, leftOut(waiting)] : decision.checks;
  return { head: measured, decision: decisionOf(checks) };
}

/** The first of a few heads that the gate would let through, or else the first. */
async function firstApproved(
  { base, champion, policy, isUnlearning }: Lesson,
  given: Examples,
  isApproved: (head: Head) => Promise<boolean>,
): Promise<Head> {
  let first: Head | null = null;
  let tries = 0;
  const consider = async (fitted: Head) => {
    const head = await recalibrate(fitted, base.bank, given, base.breathe);
    first ??= head;
    tries += 1;
    return (await isApproved(head)) ? head : null;
  };
  for await (const fitted of searchHeads(base, champion, given, policy, PASSES)) {
    const approved = await consider(fitted);
    if (approved) return approved;
    if (tries === (isUnlearning ? TRIES - 1 : TRIES)) break;
  }
  // What is learned no longer must go, if need be with all the rest.
  const plain = isUnlearning ? await consider(base.head) : null;
  return plain ?? first ?? base.head;
}

/** Which examples are answered right by a twin that learned only from the other half. */
export type Twins = (base: Base, examples: Examples, policy: Policy) => Promise<readonly boolean[]>;

/** Twins of the same examples are fitted once: a new correction changes only one of the two. */
export function createTwins(): Twins {
  const known = new Map<
    number,
    { readonly key: string; readonly base: Head; readonly twin: Head }
  >();

  async function twinOf(half: number, base: Base, examples: Examples, policy: Policy) {
    const key = JSON.stringify([examples.hashes, examples.labels]);
    const held = known.get(half);
    if (held?.key === key && held.base === base.head) return held.twin;
    const strength = { weight: policy.weights[0] ?? 1, kept: policy.kept };
    const twin = await refit({ ...base, examples, strength, passes: TWIN_PASSES });
    known.set(half, { key, base: base.head, twin });
    return twin;
  }

  return async (base, examples, policy) => {
    // The halves are told apart by the pictures' hashes, so a picture never changes sides.
    const sides = examples.hashes.map((hash) => Number.parseInt(hash.slice(0, 8), 16) % 2);
    const right = [...rightLabels(base.head, examples)];
    for (const half of HALVES) {
      const learned = sides.map((side) => side !== half);
      const judged = sides.map((side) => side === half);
      if (!learned.includes(true) || !judged.includes(true)) continue;
      const twin = await twinOf(half, base, subsetOf(examples, learned), policy);
      const rows = [...judged.keys()].filter((row) => judged[row]);
      for (const [place, one] of rightLabels(twin, subsetOf(examples, judged)).entries()) {
        right[rows[place] ?? 0] = one;
      }
    }
    return right;
  };
}

/** A head's own figures on the golden set. */
function metricsOf(head: Head, { bank }: Base) {
  const none = { embeddings: matrix(0, bank.outliers.columns), labels: [], hashes: [] };
  const { golden, calibrationError } = judgeHead(head, bank, none);
  const figures = {
    accuracy: golden.filter(Boolean).length / golden.length,
    calibration_error: calibrationError,
  };
  return Object.entries(figures).map(([name, value]) => ({
    ...{ name, value },
    ...{ data: "golden", fingerprint: bank.fingerprint },
  }));
}
