/** Answers the page's requests from what was kept, where that is right or all there is. */

import { type Place, placeOf } from "./places";

/** What a build consists of; written down when it is built. */
export interface Build {
  /** Another one for every other content. */
  readonly id: string;
  /** Kept before anything else; relative to the page. */
  readonly files: readonly string[];
  /** Kept once the page has nothing else to do. */
  readonly later: readonly string[];
  /** What the start page of this build must name. */
  readonly entry: string;
}

/** What the page asks to be kept, relative to the page. */
export interface Wanted {
  /** Of models. */
  readonly files: readonly string[];
  /** What tells of these files: kept only after them, so that it never promises more than is here. */
  readonly lists: readonly string[];
}

/** What is answered to such a wish when it is fulfilled. */
export const KEPT = "kept";

/** Lets work go on after the answer. */
export type Linger = (work: Promise<unknown>) => void;

export interface Surroundings {
  readonly caches: CacheStorage;
  readonly fetch: typeof fetch;
  /** The page's own address, which ends with a slash. */
  readonly scope: URL;
}

/** Milliseconds after which what is kept is shown rather than waited for. */
const PATIENCE = { start: 2500, list: 4000 };

/** A tab of the build before may still be open. */
const BUILDS_KEPT = 2;

/** What a server says of an address whose content never changes. */
const FOR_EVER = "immutable";

const ANYHOW: CacheQueryOptions = { ignoreVary: true };

export class Keeper {
  readonly #build: Build;
  readonly #around: Surroundings;
  readonly #patience: typeof PATIENCE;

  constructor(build: Build, around: Surroundings, patience: typeof PATIENCE = PATIENCE) {
    this.#build = build;
    this.#around = around;
    this.#patience = patience;
  }

  /** Keeps this build, all of it or nothing. Throws where it is not to be had. */
  async install(): Promise<void> {
    const { files, entry } = this.#build;
    const page = await this.#open(this.#pageName);
    const start = await this.#fetchFresh("./");
    const text = await start.text();
    if (!text.includes(entry)) throw new Error("The server has another build by now.");
    // What has no hash in its name may have changed since a browser last asked for it.
    await page.addAll(files.map((file) => new Request(this.#at(file), { cache: "no-cache" })));
    await page.put(this.#at("./"), plain(text, start.headers));
  }

  /** Lets go of builds that nobody can have open any more. */
  async activate(): Promise<void> {
    const { caches } = this.#around;
    const builds = (await caches.keys()).filter((name) => name.startsWith(this.#pagePrefix));
    const others = builds.filter((name) => name !== this.#pageName);
    for (const name of others.slice(0, others.length - (BUILDS_KEPT - 1))) {
      await caches.delete(name);
    }
  }

  /** The answer to a request; null where it is none of ours. What goes on afterwards is told. */
  answer(request: Request, linger: Linger = () => {}): Promise<Response> | null {
    if (request.method !== "GET") return null;
    const place = this.#placeOf(request.url);
    switch (place?.kind) {
      case "start":
        return this.#start(request);
      case "list":
        return this.#list(request);
      case "model":
        return this.#keptFirst(request, this.#modelsName, linger);
      case "file":
        return this.#keptFirst(request, this.#pageName, linger);
      default:
        return null;
    }
  }

  /** Keeps what makes every recogniser answer by itself. Throws where it is not to be had. */
  async keep({ files, lists }: Wanted): Promise<void> {
    const models = await this.#open(this.#modelsName);
    const wanted = files.map((file) => this.#at(file));
    const { later } = this.#build;
    for (const file of later) await this.#have(this.#at(file), this.#pageName);
    for (const file of wanted) await this.#have(file, this.#modelsName);
    for (const list of lists) await models.put(this.#at(list), await this.#fetchFresh(list));
    await this.#dropOlder(models, new Set(wanted));
  }

  async #start(request: Request): Promise<Response> {
    const page = await this.#open(this.#pageName);
    const kept = await page.match(this.#at("./"));
    return this.#networkFirst(request, kept, this.#patience.start);
  }

  async #list(request: Request): Promise<Response> {
    const models = await this.#open(this.#modelsName);
    const kept = await models.match(request, ANYHOW);
    return this.#networkFirst(request, kept, this.#patience.list);
  }

  async #networkFirst(
    request: Request,
    kept: Response | undefined,
    patience: number,
  ): Promise<Response> {
    const asked = this.#around.fetch(request);
    if (!kept) return asked;
    const late = new Promise<null>((resolve) => {
      setTimeout(resolve, patience, null);
    });
    const response = await Promise.race([asked.catch(() => null), late]);
    return response && response.status < 500 ? response : kept;
  }

  async #keptFirst(request: Request, name: string, linger: Linger): Promise<Response> {
    const { caches, fetch } = this.#around;
    // A file of a build has its hash in its name: from whichever build, it is the same.
    const kept = await caches.match(request, ANYHOW);
    if (kept) return kept;
    const response = await fetch(request);
    if (this.#lasts(request.url, response)) {
      const copy = response.clone();
      // Where there is no room left, it is fetched again next time.
      linger(
        this.#open(name)
          .then((cache) => cache.put(request, copy))
          .catch(() => {}),
      );
    }
    return response;
  }

  /** Throws where it is not here and not to be had. */
  async #have(address: string, name: string): Promise<void> {
    const { caches, fetch } = this.#around;
    if (await caches.match(address, ANYHOW)) return;
    const response = await fetch(address);
    if (!this.#lasts(address, response)) throw new Error(`${address}: ${response.status}`);
    await (await this.#open(name)).put(address, response);
  }

  #lasts(address: string, { status, type, headers }: Response): boolean {
    if (status !== 200 || type !== "basic") return false;
    const place = this.#placeOf(address);
    return (
      place?.kind !== "model" || !place.says || !!headers.get("cache-control")?.includes(FOR_EVER)
    );
  }

  async #dropOlder(models: Cache, wanted: ReadonlySet<string>): Promise<void> {
    const owners = new Set([...wanted].map((address) => this.#ownerOf(address)));
    for (const { url } of await models.keys()) {
      const owner = this.#ownerOf(url);
      if (owner !== null && owners.has(owner) && !wanted.has(url)) await models.delete(url);
    }
  }

  #ownerOf(address: string): string | null {
    const place = this.#placeOf(address);
    return place?.kind === "model" ? place.owner : null;
  }

  #placeOf(address: string): Place | null {
    return placeOf(new URL(address), this.#around.scope);
  }

  async #fetchFresh(name: string): Promise<Response> {
    const response = await this.#around.fetch(this.#at(name), { cache: "no-cache" });
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response;
  }

  #open(name: string): Promise<Cache> {
    return this.#around.caches.open(name);
  }

  #at(name: string): string {
    return new URL(name, this.#around.scope).href;
  }

  /** Pages below other paths of the same host have caches of their own. */
  get #prefix(): string {
    return `vistazo ${this.#around.scope.pathname}`;
  }

  get #pagePrefix(): string {
    return `${this.#prefix} page `;
  }

  get #pageName(): string {
    return this.#pagePrefix + this.#build.id;
  }

  get #modelsName(): string {
    return `${this.#prefix} models`;
  }
}

/** The same text without what was said of how it travelled, and without redirections. */
function plain(text: string, headers: Headers): Response {
  const kept = new Headers(headers);
  for (const name of ["content-encoding", "content-length"]) kept.delete(name);
  return new Response(text, { headers: kept });
}
