import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Build, Keeper } from "../../src/offline/keeper";

const SCOPE = new URL("https://host.example/page/");
const FILE = "v1/models/digits%40000000000001/file";
const NEWER = "v1/models/digits%40000000000002/file";
const FOR_EVER = { "cache-control": "public, max-age=31536000, immutable" };

const at = (path: string) => new URL(path, SCOPE).href;
const addressOf = (input: RequestInfo | URL) =>
  input instanceof Request ? input.url : new URL(input, SCOPE).href;

/** A browser's caches, as far as they are used. */
class Disk {
  readonly held = new Map<string, Map<string, Response>>();

  async open(name: string): Promise<Cache> {
    const entries = this.held.get(name) ?? new Map<string, Response>();
    this.held.set(name, entries);
    const cache = {
      match: async (input: RequestInfo) => entries.get(addressOf(input))?.clone(),
      put: async (input: RequestInfo, response: Response) => {
        entries.set(addressOf(input), response);
      },
      addAll: async (inputs: readonly RequestInfo[]) => {
        const found = await Promise.all(inputs.map((input) => net(addressOf(input))));
        if (found.some(({ ok }) => !ok)) throw new TypeError("not all were there");
        for (const [index, input] of inputs.entries()) {
          entries.set(addressOf(input), found[index] ?? Response.error());
        }
      },
      keys: async () => [...entries.keys()].map((url) => new Request(url)),
      delete: async (input: RequestInfo) => entries.delete(addressOf(input)),
    };
    return cache as unknown as Cache;
  }

  async match(input: RequestInfo) {
    for (const entries of this.held.values()) {
      const found = entries.get(addressOf(input));
      if (found) return found.clone();
    }
    return undefined;
  }

  keys = async () => [...this.held.keys()];
  delete = async (name: string) => this.held.delete(name);

  paths(part: string): readonly string[] {
    const entries = [...this.held].filter(([name]) => name.includes(part));
    return entries
      .flatMap(([, held]) => [...held.keys()])
      .map((url) => url.slice(SCOPE.href.length));
  }
}

/** By path: a text, or what else comes; a path that is missing is not found. */
let host: Record<string, string | (() => Promise<Response>)>;
let disk: Disk;
let asked: string[];
let down: boolean;

async function net(address: string): Promise<Response> {
  const path = address.slice(SCOPE.href.length);
  asked.push(path);
  if (down) throw new TypeError("cut");
  const found = host[path];
  if (typeof found === "function") return found();
  const response = new Response(found ?? "", {
    status: found === undefined ? 404 : 200,
    headers: path.startsWith("v1/models/") ? FOR_EVER : {},
  });
  Object.defineProperty(response, "type", { value: "basic" });
  return response;
}

function keeper(given: Partial<Build> = {}): Keeper {
  const build = {
    id: "one",
    files: ["assets/one.js", "icon-192.png"],
    later: ["assets/trimmed.wasm"],
    entry: "assets/one.js",
  };
  const caches = disk as unknown as CacheStorage;
  const fetch = (input: RequestInfo | URL) => net(addressOf(input));
  return new Keeper(
    { ...build, ...given },
    { caches, fetch, scope: SCOPE },
    { start: 20, list: 20 },
  );
}

const ask = async (by: Keeper, path: string) => {
  const response = await by.answer(new Request(at(path)));
  return response?.text();
};
const cut = () => {
  down = true;
};

beforeEach(() => {
  disk = new Disk();
  asked = [];
  down = false;
  host = {
    "": "<script src=assets/one.js>",
    "assets/one.js": "one",
    "assets/later.js": "later",
    "assets/trimmed.wasm": "runtime",
    "icon-192.png": "icon",
    "v1/models": "list 1",
    [FILE]: "file 1",
    [NEWER]: "file 2",
  };
});

describe("a build", () => {
  test("is kept whole, and opens without a network", async () => {
    const kept = keeper();
    await kept.install();
    cut();
    expect(await ask(kept, "?tab=read")).toBe("<script src=assets/one.js>");
    expect(await ask(kept, "assets/one.js")).toBe("one");
    await expect(ask(kept, "assets/later.js")).rejects.toThrow();
  });

  test("is not kept at all where a part is missing, or another build has come", async () => {
    await expect(keeper({ files: ["assets/gone.js"] }).install()).rejects.toThrow();
    await expect(keeper({ entry: "assets/two.js" }).install()).rejects.toThrow("another build");
  });

  test("makes room for the next one, without mixing the two", async () => {
    for (const id of ["one", "two", "three"]) {
      host[""] = `<script src=assets/${id}.js>`;
      host[`assets/${id}.js`] = id;
      const build = keeper({ id, files: [`assets/${id}.js`], entry: `assets/${id}.js` });
      await build.install();
      await build.activate();
    }
    // A tab of the second may still ask for its own.
    expect(disk.paths("page")).toEqual(["assets/two.js", "", "assets/three.js", ""]);
    cut();
    const last = keeper({ id: "three" });
    expect(await ask(last, "")).toBe("<script src=assets/three.js>");
    expect(await ask(last, "assets/two.js")).toBe("two");
  });

  test("is shown as the network has it, and as it was kept where that is slow or down", async () => {
    const kept = keeper();
    await kept.install();
    host[""] = "newer";
    expect(await ask(kept, "")).toBe("newer");
    host[""] = () => new Promise(() => {});
    expect(await ask(kept, "")).toContain("one.js");
    host[""] = async () => new Response("proxy", { status: 502 });
    expect(await ask(kept, "")).toContain("one.js");
  });
});

describe("models", () => {
  const wanted = { files: [FILE], lists: ["v1/models"] };

  test("are kept with what tells of them, and answer without a network", async () => {
    const kept = keeper();
    await kept.keep(wanted);
    cut();
    for (const [path, text] of [
      [FILE, "file 1"],
      ["v1/models", "list 1"],
      ["assets/trimmed.wasm", "runtime"],
    ] as const) {
      expect(await ask(kept, path)).toBe(text);
    }
  });

  test("are asked for once; lists each time", async () => {
    const kept = keeper();
    await kept.keep(wanted);
    asked.length = 0;
    host["v1/models"] = "list 2";
    expect(await ask(kept, FILE)).toBe("file 1");
    expect(await ask(kept, "v1/models")).toBe("list 2");
    expect(asked).toEqual(["v1/models"]);
  });

  test("go when a newer version is here, not before", async () => {
    const kept = keeper();
    await kept.keep(wanted);
    host["v1/models"] = "list 2";
    const newer = host[NEWER] ?? "";
    delete host[NEWER];
    await expect(kept.keep({ ...wanted, files: [NEWER] })).rejects.toThrow("404");
    expect(disk.paths("models")).toEqual([FILE, "v1/models"]);
    expect(await (await disk.match(at("v1/models")))?.text()).toBe("list 1");
    host[NEWER] = newer;
    await kept.keep({ ...wanted, files: [NEWER] });
    expect(disk.paths("models")).toEqual(["v1/models", NEWER]);
  });

  test("are kept when they are first used, as is what a build has for later", async () => {
    const kept = keeper();
    const going: Promise<unknown>[] = [];
    for (const path of [FILE, "assets/later.js"]) {
      await kept.answer(new Request(at(path)), (work) => going.push(work));
    }
    await Promise.all(going);
    cut();
    expect(await ask(kept, FILE)).toBe("file 1");
    expect(await ask(kept, "assets/later.js")).toBe("later");
  });

  test("that may change are not kept", async () => {
    const path = "v1/models/characters/bank?version=1";
    host[path] = async () => new Response("bank", { headers: { "cache-control": "no-cache" } });
    const kept = keeper();
    expect(await ask(kept, path)).toBe("bank");
    expect(disk.paths("models")).toEqual([]);
  });
});

test("nothing else is answered or kept", async () => {
  const kept = keeper();
  expect(kept.answer(new Request(at("v1/predictions")))).toBeNull();
  expect(kept.answer(new Request(at("v1/models"), { method: "POST" }))).toBeNull();
  await vi.waitFor(() => expect(asked).toEqual([]));
});
