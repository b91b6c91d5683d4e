/** What this device learned by itself, and what answers with it. */

import type { Kept, KeptCorrection, TaughtHead } from "../kept/kept";
import type { JobResult } from "../learning/job";
import type { Teacher } from "../learning/teacher";
import type { Engine } from "../local/engine";
import type { Source } from "../local/protocol";

/** After learning broke off, nobody tries again for so long. */
const REST_MILLISECONDS = 30_000;

/** A model's files; addresses are relative to the page. */
export interface Files {
  /** As `name@version`. */
  readonly model: string;
  readonly address: string;
  readonly bank: string | null;
}

export interface Means {
  readonly kept: Kept;
  readonly engine: Pick<Engine, "learn" | "write">;
  /** What answers to a profile, before this device has learned anything. */
  files(recognizer: string, profile: string): Promise<Files>;
  /** What addresses are relative to. */
  readonly page: string;
}

export interface Taught extends Teacher {
  /**
   * What a model is opened from: its file, with what was learned on top of this very version. Where
   * another version answers by now, it is learned anew, and the plain file answers meanwhile.
   */
  source(recognizer: string, profile: string): Promise<Source>;
  /** What was learned, if it was, on whichever version. */
  head(recognizer: string, profile: string): Promise<TaughtHead | undefined>;
  /** The file of what answers here. */
  write(recognizer: string, profile: string): Promise<Blob>;
  /** How many corrections of a recogniser and a profile this device learns from. */
  said(recognizer: string, profile: string): Promise<number>;
  /** Forgets what was learned of a recogniser, and from what; what waits is sent all the same. */
  forget(recognizer: string): Promise<void>;
  /** Tells of changes to what was said and learned. */
  subscribe(listener: () => void): () => void;
}

export function createTaught(means: Means): Taught {
  const { kept, engine, files, page } = means;
  const resting = new Set<string>();
  let heads: Promise<readonly TaughtHead[]> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  kept.heads.subscribe(() => {
    heads = null;
  });

  async function head(recognizer: string, profile: string) {
    heads ??= kept.heads.all();
    const isIt = (one: TaughtHead) => one.recognizer === recognizer && one.profile === profile;
    return (await heads).find(isIt);
  }

  async function source(recognizer: string, profile: string): Promise<Source> {
    const { model, address } = await files(recognizer, profile);
    const plain = { model, address: new URL(address, page).href };
    const found = await head(recognizer, profile);
    if (found && found.base !== model) learnAnew(recognizer, profile, model);
    return found ? withHead(plain, found) : plain;
  }

  function learnAnew(recognizer: string, profile: string, model: string): void {
    const key = JSON.stringify([recognizer, profile, model]);
    if (resting.has(key)) return;
    resting.add(key);
    learn(recognizer, profile).catch(() => {
      setTimeout(() => resting.delete(key), REST_MILLISECONDS);
    });
  }

  /** One after the other, so that each finds what the one before it has learned. */
  function learn(recognizer: string, profile: string): Promise<JobResult | null> {
    const learned = last.then(async () => {
      // Only who says something needs it.
      const { teach } = await import("./teach");
      return teach(means, recognizer, profile);
    });
    last = learned.catch(() => {});
    return learned;
  }

  return {
    source,
    head,
    learn,
    write: async (recognizer, profile) => engine.write(await source(recognizer, profile)),
    async said(recognizer, profile) {
      const all = await kept.corrections.all();
      return all.filter((one) => isLearned(one, recognizer) && one.profile === profile).length;
    },
    async forget(recognizer) {
      for (const one of await kept.corrections.all()) {
        if (isLearned(one, recognizer)) await kept.corrections.change(one.id, { stays: false });
      }
      await kept.forget(recognizer);
    },
    subscribe(listener) {
      const ends = [kept.heads, kept.corrections].map(({ subscribe }) => subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

export function isLearned(one: KeptCorrection, recognizer: string): boolean {
  return one.recognizer === recognizer && one.stays && !one.withdrawn;
}

/** What was learned belongs to one version; on another one the plain file answers. */
export function withHead(plain: Source, head: TaughtHead): Source {
  const { base, profile, bytes, learned, savedAt: made } = head;
  if (base !== plain.model || learned.length === 0) return plain;
  return { ...plain, head: { id: `${base}+${learned.length}`, made, profile, bytes } };
}
