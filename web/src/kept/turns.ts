/** One tab after the other. */

import { nameHere } from "./here";

/** Does the work when no other tab does any; says false where that takes too long. */
export type Turns = (work: () => Promise<boolean>) => Promise<boolean>;

const PATIENCE_MILLISECONDS = 3000;

/**
 * `locks` is null where a page came without HTTPS: there each tab works by itself, which the
 * server bears as well.
 */
export function createTurns(
  locks: Pick<LockManager, "request"> | null = navigator.locks ?? null,
  name: string = nameHere(),
  patience: number = PATIENCE_MILLISECONDS,
): Turns {
  return async (work) => {
    if (!locks) return work();
    let begun = false;
    const signal = AbortSignal.timeout(patience);
    try {
      return await locks.request(name, { signal }, () => {
        begun = true;
        return work();
      });
    } catch (error) {
      if (begun) throw error;
      return false;
    }
  };
}
