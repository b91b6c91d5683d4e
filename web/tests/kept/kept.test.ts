import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createKept, type Surroundings } from "../../src/kept/create";
import { nameHere } from "../../src/kept/here";
import type { Kept } from "../../src/kept/kept";
import { aCorrection, aHead } from "./examples";

/** Tabs of one browser: they share the database, and hear of each other. */
function browser() {
  const disk = new IDBFactory();
  const ears = new Map<object, (event: { data: unknown }) => void>();
  return (given: Surroundings = {}): Kept => {
    const tab = {};
    const channel = {
      postMessage(data: unknown) {
        for (const [other, listener] of ears) if (other !== tab) listener({ data });
      },
      addEventListener: (_: string, listener: (event: { data: unknown }) => void) =>
        ears.set(tab, listener),
    } as unknown as BroadcastChannel;
    return createKept({ factory: () => disk, channel, name: "here", ...given });
  };
}

const ids = async (kept: Kept) => (await kept.corrections.all()).map(({ id }) => id);

afterEach(() => vi.restoreAllMocks());

describe("what is kept", () => {
  test("is there again with all that it holds, in the order in which it came", async () => {
    const open = browser();
    const first = open();
    const said = ["c", "a", "b"].map((id, index) => aCorrection({ id, savedAt: 3 - index }));
    for (const one of said) await first.corrections.put(one);
    await first.heads.put(aHead());
    const again = open();
    expect(await again.corrections.all()).toEqual(said);
    expect(await again.heads.all()).toEqual([aHead()]);
    expect(again.durable).toBe(true);
  });

  test("keeps a file as it was", async () => {
    const open = browser();
    const file = new Blob(["bytes"], { type: "image/png" });
    await open().corrections.put(aCorrection({ picture: { kind: "file", file } }));
    const [found] = await open().corrections.all();
    expect(found?.picture).toMatchObject({ kind: "file", file: { type: "image/png", size: 5 } });
  });

  test("is there once, however often it is put, and can be changed in its place", async () => {
    const kept = browser()();
    for (const id of ["a", "b", "a"]) await kept.corrections.put(aCorrection({ id }));
    await kept.corrections.change("a", { delivery: "delivered" });
    await kept.corrections.change("nowhere", { delivery: "delivered" });
    const found = await kept.corrections.all();
    expect(found.map(({ id, delivery }) => [id, delivery])).toEqual([
      ["a", "delivered"],
      ["b", "waiting"],
    ]);
    expect((await kept.corrections.all("waiting")).map(({ id }) => id)).toEqual(["b"]);
    expect(await kept.corrections.count("delivered")).toBe(1);
    expect(await kept.corrections.find("b")).toEqual(aCorrection({ id: "b" }));
    await kept.corrections.change("b", ({ labels }) => ({ labels: [...labels, "1"] }));
    expect((await kept.corrections.find("b"))?.labels).toEqual(["7", "1"]);
    await kept.corrections.change("a", () => null);
    expect(await kept.corrections.find("a")).toBeUndefined();
    await kept.corrections.remove(["nowhere"]);
    expect(await ids(kept)).toEqual(["b"]);
  });

  test("has one last layer for each recogniser and profile", async () => {
    const kept = browser()();
    for (const profile of ["", "ana", ""]) await kept.heads.put(aHead({ profile }));
    expect(await kept.heads.all()).toHaveLength(2);
    await kept.heads.remove("digits", "ana");
    expect((await kept.heads.all()).map(({ profile }) => profile)).toEqual([""]);
  });

  test("changes for every tab at once", async () => {
    const open = browser();
    const [one, other] = [open(), open()];
    const heard: string[] = [];
    one.corrections.subscribe(() => heard.push("own"));
    const unsubscribe = other.corrections.subscribe(() => heard.push("other"));
    other.heads.subscribe(() => heard.push("heads"));
    await one.corrections.put(aCorrection());
    expect(heard).toEqual(["other", "own"]);
    unsubscribe();
    await one.corrections.remove(["a"]);
    expect(heard).toEqual(["other", "own", "own"]);
  });

  test("is forgotten but for what the server is still to have", async () => {
    const kept = browser()();
    const deliveries = ["waiting", "delivered", "refused", "here"] as const;
    for (const delivery of deliveries) {
      await kept.corrections.put(aCorrection({ id: delivery, delivery }));
    }
    await kept.corrections.put(
      aCorrection({ id: "other", recognizer: "photos", delivery: "here" }),
    );
    await kept.heads.put(aHead());
    await kept.heads.put(aHead({ recognizer: "photos" }));
    await kept.forget("digits");
    expect(await ids(kept)).toEqual(["waiting", "refused", "other"]);
    expect((await kept.heads.all()).map(({ recognizer }) => recognizer)).toEqual(["photos"]);
  });
});

test("pages of one host that lie elsewhere keep their own", () => {
  expect(nameHere("https://host.example/?tab=read")).toBe("vistazo");
  expect(nameHere("https://host.example/a/index.html")).toBe("vistazo /a/");
  expect(nameHere("https://host.example/b/")).toBe("vistazo /b/");
});

describe("where storage is refused", () => {
  const refusals: Record<string, () => IDBFactory> = {
    "at the mere mention": () => {
      throw new DOMException("no", "SecurityError");
    },
    "when it is opened": () => {
      const open = () => {
        const request = new EventTarget() as IDBOpenDBRequest;
        queueMicrotask(() => request.dispatchEvent(new Event("error")));
        return request;
      };
      return { open } as unknown as IDBFactory;
    },
  };
  test.each(Object.entries(refusals))("%s, all goes on in memory", async (_, factory) => {
    const kept = createKept({ factory, channel: null, name: "here" });
    const told = vi.fn();
    kept.corrections.subscribe(told);
    await vi.waitFor(() => expect(told).toHaveBeenCalled());
    expect(kept.durable).toBe(false);
    for (const id of ["b", "a"]) await kept.corrections.put(aCorrection({ id }));
    await kept.corrections.change("b", { withdrawn: true });
    expect((await kept.corrections.all()).map(({ id, withdrawn }) => [id, withdrawn])).toEqual([
      ["b", true],
      ["a", false],
    ]);
    await kept.corrections.remove(["b"]);
    expect(await ids(kept)).toEqual(["a"]);
  });
});

describe("where storage is full", () => {
  test("what was there stays, what comes is in memory, and room is used again", async () => {
    const open = browser();
    const kept = open();
    await kept.corrections.put(aCorrection({ id: "before" }));
    const full = new DOMException("full", "QuotaExceededError");
    const add = vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => {
      throw full;
    });
    await kept.corrections.put(aCorrection({ id: "after" }));
    expect(kept.durable).toBe(false);
    expect(await ids(kept)).toEqual(["before", "after"]);
    expect(await ids(open())).toEqual(["before"]);
    add.mockRestore();
    await kept.corrections.change("after", { delivery: "refused" });
    expect(kept.durable).toBe(true);
    expect(await ids(open())).toEqual(["before", "after"]);
  });

  test("what cannot be changed on the disk is changed in memory", async () => {
    const kept = browser()();
    await kept.corrections.put(aCorrection());
    const full = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    vi.spyOn(IDBObjectStore.prototype, "index").mockImplementationOnce(full);
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(full);
    await kept.corrections.change("a", { delivery: "delivered" });
    expect(await kept.corrections.all("delivered")).toEqual([
      aCorrection({ delivery: "delivered" }),
    ]);
    expect(await kept.corrections.count("waiting")).toBe(0);
    expect(kept.durable).toBe(false);
  });
});
