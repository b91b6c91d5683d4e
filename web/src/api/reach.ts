/** Whether the server can be reached, as far as requests tell. */

import type { Fetch } from "./send";

export interface Reach {
  readonly away: () => boolean;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Milliseconds between two questions to a server that is away. */
const PAUSES: readonly number[] = [2000, 4000, 8000, 15_000];

const PATIENCE_MILLISECONDS = 5000;

/** Answered by every server, and by nothing that this device keeps. */
const PROBE = "health";

/** What a proxy says whose server is away. */
const GONE = new Set([502, 504]);

/** What tells of the network; a test passes its own. */
export type Network = Pick<EventTarget, "addEventListener">;

/** Looks at every request of `ask`, and asks anew where one came back without an answer. */
export function createReach(
  ask: Fetch,
  network: Network = window,
  pauses: readonly number[] = PAUSES,
): Reach & { readonly ask: Fetch } {
  const listeners = new Set<() => void>();
  let away = false;
  let probing = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let vain = 0;

  function show(now: boolean): void {
    if (away === now) return;
    away = now;
    for (const listener of listeners) listener();
  }

  async function probe(): Promise<void> {
    if (probing) return;
    probing = true;
    clearTimeout(timer);
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    const there = await ask(PROBE, { signal, cache: "no-store" }).then(isThere, () => false);
    probing = false;
    vain = there ? 0 : vain + 1;
    if (!there) {
      timer = setTimeout(() => void probe(), pauses[Math.min(vain, pauses.length) - 1]);
    }
    show(!there);
  }

  network.addEventListener("online", () => void probe());
  network.addEventListener("offline", () => void probe());
  return {
    away: () => away,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ask(address, options) {
      try {
        const response = await ask(address, options);
        if (!isThere(response)) void probe();
        // What is asked for with GET may have been kept here.
        else if (away && options.method === "POST") void probe();
        return response;
      } catch (error) {
        if (!options.signal?.aborted) void probe();
        throw error;
      }
    },
  };
}

/** Where there is no server, only whether there is a network. */
export function networkReach(network: Network = window): Reach {
  return {
    away: () => !navigator.onLine,
    subscribe(listener) {
      for (const change of ["online", "offline"]) network.addEventListener(change, listener);
      return () => {};
    },
  };
}

function isThere({ status }: Response): boolean {
  return !GONE.has(status);
}
