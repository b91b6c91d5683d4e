/** Learns from all that this device keeps of a recogniser and a profile. */

import type { TaughtHead } from "../kept/kept";
import type { JobResult } from "../learning/job";
import { pack, withNotes } from "../local/learning/pack";
import type { Learned, Lesson, Source } from "../local/protocol";
import { isLearned, type Means, withHead } from "./taught";

/** What is learned from at most, the newest: more would keep a person waiting. */
const MOST = 1000;

/** What was said may change while it is learned. */
const TRIES = 3;

/** Null where there was nothing to be learned. */
export async function teach(
  means: Means,
  recognizer: string,
  profile: string,
): Promise<JobResult | null> {
  for (let tries = 1; ; tries += 1) {
    const result = await once(means, recognizer, profile);
    if (result !== "changed") return result;
    if (tries === TRIES) return null;
  }
}

async function once(
  means: Means,
  recognizer: string,
  profile: string,
): Promise<JobResult | null | "changed"> {
  const { kept, engine, files, page } = means;
  const { model, address, bank } = await files(recognizer, profile);
  const remarks = await remarksOn(means, recognizer, profile);
  const before = (await kept.heads.all()).find(
    (one) => one.recognizer === recognizer && one.profile === profile,
  );
  const told = { recognizer, profile, base: model };
  if (remarks.length === 0 || bank === null) {
    if (before) await kept.heads.remove(recognizer, profile);
    return before ? { model, number: null, promoted: true, decision: null } : null;
  }
  const plain: Source = { model, address: new URL(address, page).href };
  const source = before ? withHead(plain, before) : plain;
  const holds = (ids: readonly string[], now: Lesson["remarks"]) =>
    ids.every((id) => now.some((one) => one.id === id));
  const isUnlearning = source.head !== undefined && !holds(before?.learned ?? [], remarks);
  const lesson = { bank: new URL(bank, page).href, remarks, profile, isUnlearning };
  const learned = await engine.learn(source, lesson);
  if (!holds(learned.learned, await remarksOn(means, recognizer, profile))) return "changed";
  await keep(means, told, learned, source.head && !isUnlearning ? before : undefined);
  const { head, decision } = learned;
  if (!decision && !isUnlearning) return null;
  return { model: head?.id ?? null, number: null, promoted: head !== null, decision };
}

/** All that holds and is to be learned from here, the oldest first. */
async function remarksOn({ kept }: Means, recognizer: string, profile: string) {
  const said = await kept.corrections.all();
  return said
    .filter((one) => isLearned(one, recognizer) && one.profile === profile)
    .slice(-MOST)
    .map(({ id, labels, picture }) => ({ id, labels, picture }));
}

/** What was learned; or what is kept of before, with what the gate said now. */
async function keep(
  { kept }: Means,
  told: Pick<TaughtHead, "recognizer" | "profile" | "base">,
  { head, learned, decision }: Learned,
  before: TaughtHead | undefined,
): Promise<void> {
  if (head) {
    await kept.heads.put({ ...told, learned, bytes: head.bytes, savedAt: head.made });
  } else if (before && decision) {
    await kept.heads.put({ ...before, bytes: withNotes(before.bytes, { decision }) });
  } else if (!before) {
    const bytes = pack(null, { decision });
    await kept.heads.put({ ...told, learned: [], bytes, savedAt: Date.now() });
  }
}
