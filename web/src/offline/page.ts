/** The page's side of being kept: starts the worker, and tells it what is to be kept. */

import { KEPT, type Wanted } from "./keeper";

const WORKER = "sw.js";

interface Connection {
  readonly saveData?: boolean;
}

export interface Guardian {
  /** Whether all of it is kept. */
  keep(wanted: Wanted): Promise<boolean>;
}

/**
 * Starts the worker of this page, relative to `base`. Null where a page cannot be kept: it came
 * without HTTPS, or the browser does not do it.
 */
export async function startGuardian(base: string): Promise<Guardian | null> {
  if (!("serviceWorker" in navigator)) return null;
  try {
    const { serviceWorker } = navigator;
    // Undefined where workers are blocked without a word.
    const registered = await serviceWorker.register(new URL(WORKER, base));
    if (!registered) return null;
  } catch {
    return null;
  }
  return {
    async keep(wanted) {
      const { active } = await navigator.serviceWorker.ready;
      const channel = new MessageChannel();
      const said = await new Promise((resolve) => {
        channel.port1.addEventListener("message", ({ data }) => resolve(data));
        channel.port1.start();
        active?.postMessage(wanted, [channel.port2]);
      });
      channel.port1.close();
      return said === KEPT;
    },
  };
}

/** Whether a person asked for as little to be fetched as possible. */
export function savesData(): boolean {
  return (navigator as { connection?: Connection }).connection?.saveData === true;
}
