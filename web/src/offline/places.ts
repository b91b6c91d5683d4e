/** What lies where below the page's own address, and for how long it may be kept. */

export type Place =
  /** The page itself, which every build has its own of. */
  | { readonly kind: "start" }
  /** A file of a build. */
  | { readonly kind: "file" }
  /** What is served: it changes. */
  | { readonly kind: "list" }
  /**
   * A file of a model, which never changes; `owner` is whose and which, without the version. What a
   * server sends says so itself, for it may be about to change.
   */
  | { readonly kind: "model"; readonly owner: string; readonly says: boolean };

const SERVED_LIST = /^v1\/models(\/[^/]+)?$/;
const SERVED_MODEL = /^v1\/models\/([^/@]+)(?:@[0-9a-f]+)?\/(file|reader|bank)$/;
const SITE_MODEL = /^models\/(.+)-[0-9a-f]{12}\.(onnx|reader\.onnx|bank\.npz)$/;
const FILE = /^(assets\/[^/]+|[^/]+\.(svg|png|webmanifest))$/;

/** Where `address` leads; null for what is never kept. `scope` ends with a slash. */
export function placeOf(address: URL, scope: URL): Place | null {
  if (address.origin !== scope.origin || !address.pathname.startsWith(scope.pathname)) return null;
  const path = decoded(address.pathname.slice(scope.pathname.length));
  if (path === "" || path === "index.html") return { kind: "start" };
  if (FILE.test(path)) return { kind: "file" };
  if (path === "site.json" || SERVED_LIST.test(path)) return { kind: "list" };
  const served = SERVED_MODEL.exec(path);
  const [, name, part] = served ?? SITE_MODEL.exec(path) ?? [];
  if (!name) return null;
  const owner = `${name} ${part} ${address.searchParams.get("profile") ?? ""}`;
  return { kind: "model", owner, says: served !== null };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
