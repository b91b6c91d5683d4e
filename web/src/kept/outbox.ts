/** Sends what was said to the server: once, in order, and when it can. */

import type { Outbox, Said, Sent } from "../learning/outbox";
import type { Delivery, Kept, KeptCorrection } from "./kept";
import { type Receiver, refusalIn, tell } from "./sending";
import { createTurns, type Turns } from "./turns";

/** Milliseconds after the first, second, … vain attempt; the last one repeats. */
const PAUSES: readonly number[] = [1000, 2000, 4000, 8000, 15_000, 30_000];

export interface OutboxOptions {
  readonly turns?: Turns;
  readonly pauses?: readonly number[];
}

/** `receiver` is null where there is no server: then all that is said stays here. */
export function createOutbox(
  { corrections }: Kept,
  receiver: Receiver | null,
  { turns = createTurns(), pauses = PAUSES }: OutboxOptions = {},
): Outbox {
  /** What became of those that were said in this tab. */
  const results = new Map<string, Sent>();
  const own = new Set<string>();
  let passing: Promise<boolean> | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let vain = 0;

  /** Sends all that waits, now or later; whether the server took what it was given. */
  function pass(server: Receiver): Promise<boolean> {
    passing ??= turns(() => sendAll(server))
      .catch(() => false)
      .then((sent) => {
        passing = null;
        rest(server, sent);
        return sent;
      });
    return passing;
  }

  function rest(server: Receiver, sent: boolean): void {
    if (timer) clearTimeout(timer);
    timer = null;
    vain = sent ? 0 : vain + 1;
    if (sent) return;
    // What waits must not make room for something else; where a browser asks, it asks once.
    if (vain === 1) void globalThis.navigator?.storage?.persist?.().catch(() => false);
    const pause = pauses[Math.min(vain, pauses.length) - 1] ?? 0;
    timer = setTimeout(() => void pass(server), pause);
  }

  async function sendAll(server: Receiver): Promise<boolean> {
    for (let moved = true; moved; ) {
      moved = false;
      for (const { id } of await corrections.all("waiting")) {
        // Meanwhile it may have been taken back, or sent by a tab that takes no turns.
        const now = await corrections.find(id);
        if (now?.delivery !== "waiting") continue;
        const sent = await attempt(server, now);
        if (sent.kind === "waiting") return false;
        moved = true;
        vain = 0;
      }
    }
    return true;
  }

  async function attempt(server: Receiver, one: KeptCorrection): Promise<Sent> {
    const settle = (sent: Sent) => {
      if (own.has(one.id)) results.set(one.id, sent);
      return sent;
    };
    try {
      const sent = settle({ kind: "delivered", job: await tell(server, one) });
      await corrections.change(one.id, (now) => {
        if (now.withdrawn !== one.withdrawn) return {};
        return now.stays && !now.withdrawn ? { delivery: "delivered" } : null;
      });
      return sent;
    } catch (error) {
      const failure = refusalIn(error);
      if (!failure) return { kind: "waiting" };
      const sent = settle({ kind: "refused", failure });
      // What cannot be taken back still holds.
      const state = { delivery: "refused", withdrawn: false, refusal: failure } as const;
      await corrections.change(one.id, state);
      return sent;
    }
  }

  async function resultOf(id: string): Promise<Sent> {
    const now = await corrections.find(id);
    if (now?.delivery === "waiting" || now?.delivery === "here") return { kind: now.delivery };
    if (now?.delivery === "refused" && now.refusal) {
      return { kind: "refused", failure: now.refusal };
    }
    // What another tab sent is delivered, and no more is known.
    return results.get(id) ?? { kind: "delivered", job: null };
  }

  return {
    async keep(said) {
      own.add(said.id);
      await corrections.put(row(said, receiver ? "waiting" : "here"));
    },
    note: (id, prediction) => corrections.change(id, { prediction }),
    async send(id) {
      if (!receiver) return { kind: "here" };
      for (;;) {
        const sent = await pass(receiver);
        const result = await resultOf(id);
        // One that came at the end of a pass is sent in the next.
        if (result.kind !== "waiting" || !sent) return result;
      }
    },
    settled: (id, signal) =>
      new Promise((resolve, reject) => {
        const look = async () => {
          const result = await resultOf(id);
          if (result.kind === "waiting" || signal.aborted) return;
          end();
          resolve(result);
        };
        const abort = () => {
          end();
          reject(signal.reason);
        };
        const unsubscribe = corrections.subscribe(() => void look());
        const end = () => {
          unsubscribe();
          signal.removeEventListener("abort", abort);
        };
        signal.addEventListener("abort", abort);
        if (signal.aborted) abort();
        else void look();
      }),
    async withdraw(said) {
      if (!receiver) return corrections.remove([said.id]);
      own.add(said.id);
      const state = { withdrawn: true, delivery: "waiting", refusal: null } as const;
      if (await corrections.find(said.id)) return corrections.change(said.id, state);
      // Delivered, and gone from here: only the server still has it.
      await corrections.put({ ...row(said, "waiting"), ...state });
    },
    async again(ids) {
      for (const id of ids) await corrections.change(id, { delivery: "waiting", refusal: null });
      if (receiver) await pass(receiver);
    },
    hurry() {
      if (receiver) void pass(receiver);
    },
  };
}

function row(
  { id, recognizer, profile, labels, kind, source, newLabels, picture, stays }: Said,
  delivery: Delivery,
): KeptCorrection {
  const said = { id, recognizer, profile, labels, kind, source, newLabels, picture, stays };
  const state = { delivery, withdrawn: false, prediction: null, refusal: null };
  return { ...said, ...state, savedAt: Date.now() };
}
