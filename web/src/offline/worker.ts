/** Stands between the page and the network, so that the page opens without one. */

import { type Build, KEPT, Keeper, type Wanted } from "./keeper";

/** As the build writes it in. */
declare const BUILD: Build;

/** What of a service worker's surroundings is used. */
interface Scope extends EventTarget {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Installing extends Lasting {
  /** Not everywhere. */
  addRoutes?(routes: readonly unknown[]): Promise<void>;
}

interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Told extends Lasting {
  readonly data: Wanted;
  readonly ports: readonly MessagePort[];
}

const scope = self as unknown as Scope;
const keeper = new Keeper(BUILD, {
  caches,
  fetch: (input, options) => fetch(input, options),
  scope: new URL(scope.registration.scope),
});

/** What is sent to the server goes past this worker, which need not be woken for it. */
const PAST = [{ condition: { not: { requestMethod: "GET" } }, source: "network" }];

scope.addEventListener("install", (event) => {
  const installing = event as Installing;
  installing.addRoutes?.(PAST).catch(() => {});
  installing.waitUntil(keeper.install().then(() => scope.skipWaiting()));
});

scope.addEventListener("activate", (event) => {
  (event as Lasting).waitUntil(keeper.activate().then(() => scope.clients.claim()));
});

scope.addEventListener("fetch", (event) => {
  const fetching = event as Fetching;
  const answer = keeper.answer(fetching.request, (work) => fetching.waitUntil(work));
  if (answer) fetching.respondWith(answer);
});

scope.addEventListener("message", (event) => {
  const { data, ports } = event as Told;
  const done = keeper.keep(data).then(
    () => ports[0]?.postMessage(KEPT),
    (error) => ports[0]?.postMessage(String(error)),
  );
  (event as Told).waitUntil(done);
});
