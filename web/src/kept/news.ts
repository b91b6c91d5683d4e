/** Tells that something changed, to this tab and to others of the same page. */

import type { ShelfName } from "./database";
import type { Unsubscribe } from "./kept";

/** What is used of a BroadcastChannel; null where there are no other tabs to be told. */
export type Channel = Pick<BroadcastChannel, "postMessage" | "addEventListener"> | null;

export class News {
  readonly #channel: Channel;
  readonly #listeners = new Map<ShelfName, Set<() => void>>();

  constructor(channel: Channel) {
    this.#channel = channel;
    channel?.addEventListener("message", ({ data }) => this.#call(data as ShelfName));
  }

  tell(name: ShelfName): void {
    this.#channel?.postMessage(name);
    this.#call(name);
  }

  subscribe(name: ShelfName, listener: () => void): Unsubscribe {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  #call(name: ShelfName): void {
    for (const listener of this.#listeners.get(name) ?? []) listener();
  }
}
