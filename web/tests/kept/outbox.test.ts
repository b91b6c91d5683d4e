import { IDBFactory } from "fake-indexeddb";
import { describe, expect, test, vi } from "vitest";
import { createKept } from "../../src/kept/create";
import { createOutbox } from "../../src/kept/outbox";
import { createTurns } from "../../src/kept/turns";
import type { NewCorrection } from "../../src/learning/correction";
import { type Failure, RecognitionError } from "../../src/recognition/failure";
import { aJob } from "../learning/examples";
import { aCorrection } from "./examples";

const AWAY: Failure = { kind: "away" };

function problem(status: number, name: string): Failure {
  const type = name && `urn:vistazo:problem:${name}`;
  return { kind: "problem", type, status, title: "", detail: "" };
}

/** A server that keeps each id once, as ours does; what it is told may be lost either way. */
function aServer() {
  const arrived: string[] = [];
  const seen: NewCorrection[] = [];
  const gone: string[] = [];
  /** What happens to the next requests; null where they are answered. */
  const fate: (Failure | "lost on its way back" | null)[] = [];
  async function request(work: () => void) {
    await new Promise((resolve) => setTimeout(resolve));
    const next = fate.shift() ?? null;
    if (next !== null && next !== "lost on its way back") throw new RecognitionError(next);
    work();
    if (next) throw new RecognitionError(AWAY);
  }
  return {
    arrived,
    seen,
    gone,
    fate,
    async correct(correction: NewCorrection) {
      await request(() => {
        seen.push(correction);
        if (!arrived.includes(correction.id)) arrived.push(correction.id);
      });
      const { id, labels, kind } = correction;
      return { correction: { id, labels, kind, conflict: false, fixedSince: null }, job: aJob() };
    },
    async withdraw(id: string) {
      await request(() => {
        if (!arrived.includes(id)) throw new RecognitionError(problem(404, "not-found"));
        gone.push(id);
      });
    },
  };
}

function locks() {
  let last = Promise.resolve<unknown>(undefined);
  const request = (_: string, __: object, work: () => Promise<unknown>) => {
    last = last.then(work);
    return last;
  };
  return { request } as unknown as LockManager;
}

function browser(server: ReturnType<typeof aServer> | null = aServer(), manager = locks()) {
  const disk = new IDBFactory();
  const open = (pauses = [5]) => {
    const kept = createKept({ factory: () => disk, channel: null, name: "here" });
    return {
      kept,
      outbox: createOutbox(kept, server, { turns: createTurns(manager, "here"), pauses }),
    };
  };
  return { server: server as ReturnType<typeof aServer>, open };
}

const many = Array.from({ length: 20 }, (_, index) => `${(37 * (index + 1)) % 97}`);

describe("what waits", () => {
  test("survives closing, and arrives once and in order, whatever is lost on the way", async () => {
    const { server, open } = browser();
    server.fate.push(...Array<Failure>(20).fill(AWAY));
    const first = open([1e6]);
    for (const id of many) {
      await first.outbox.keep(aCorrection({ id }));
      expect(await first.outbox.send(id)).toEqual({ kind: "waiting" });
    }
    expect(server.arrived).toEqual([]);
    for (const index of [1, 4, 5, 11]) server.fate[index] = "lost on its way back";
    for (let index = 0; index < 12; index += 1) server.fate[index] ??= null;
    const { kept, outbox } = open();
    expect(await kept.corrections.count("waiting")).toBe(20);
    outbox.hurry();
    await vi.waitFor(async () => expect(await kept.corrections.count("waiting")).toBe(0));
    expect(server.arrived).toEqual(many);
    expect(server.seen.length).toBe(24);
    expect(await kept.corrections.all()).toEqual([]);
  });

  test("is sent by one tab at a time", async () => {
    const { server, open } = browser();
    const tabs = [open(), open(), open()];
    for (const [index, id] of many.entries()) {
      await tabs[index % 3]?.outbox.keep(aCorrection({ id, stays: true }));
    }
    await Promise.all(tabs.map(({ outbox }, index) => outbox.send(many[19 - index] ?? "")));
    expect(server.seen.map(({ id }) => id)).toEqual(many);
    expect(await tabs[0]?.kept.corrections.count("delivered")).toBe(20);
  });

  test("goes on by itself where another tab holds on to its turn", async () => {
    const turns = createTurns(
      {
        request: (_: string, { signal }: LockOptions) =>
          new Promise((_resolve, reject) => {
            signal?.addEventListener("abort", () => reject(signal.reason));
          }),
      } as unknown as LockManager,
      "here",
      5,
    );
    expect(await turns(async () => true)).toBe(false);
    expect(await createTurns(null, "here")(async () => true)).toBe(true);
  });

  test("waits on where somebody else answers at the server's address", async () => {
    const { server, open } = browser();
    server.fate.push(problem(404, ""), { kind: "busy" }, problem(503, "storage-unavailable"));
    const { kept, outbox } = open();
    await outbox.keep(aCorrection());
    expect(await outbox.send("a")).toEqual({ kind: "waiting" });
    const { signal } = new AbortController();
    expect(await outbox.settled("a", signal)).toEqual({ kind: "delivered", job: aJob() });
    expect(await kept.corrections.all()).toEqual([]);
  });
});

describe("what the server does not take", () => {
  test("is kept with the reason, holds up nothing, and can be sent again", async () => {
    const { server, open } = browser();
    const failure = problem(422, "unknown-label");
    server.fate.push(failure);
    const { kept, outbox } = open();
    for (const id of ["a", "b"]) await outbox.keep(aCorrection({ id }));
    expect(await outbox.send("b")).toMatchObject({ kind: "delivered" });
    expect(await outbox.send("a")).toEqual({ kind: "refused", failure });
    expect(await kept.corrections.all()).toMatchObject([{ id: "a", refusal: failure }]);
    await outbox.again(["a"]);
    expect(server.arrived).toEqual(["b", "a"]);
    expect(await kept.corrections.all()).toEqual([]);
  });

  test("may be a picture that cannot be read any more", async () => {
    const { server, open } = browser();
    server.correct = () => Promise.reject(new DOMException("gone", "NotReadableError"));
    const { outbox } = open();
    await outbox.keep(aCorrection());
    expect(await outbox.send("a")).toMatchObject({
      kind: "refused",
      failure: { type: "urn:vistazo:problem:damaged-image" },
    });
  });
});

describe("what is about a recorded answer", () => {
  test("is sent with its id, and with the picture where that is gone", async () => {
    const { server, open } = browser();
    const { outbox } = open();
    await outbox.keep(aCorrection());
    await outbox.note("a", "prediction");
    await outbox.send("a");
    server.fate.push(problem(404, "not-found"));
    await outbox.keep(aCorrection({ id: "b" }));
    await outbox.note("b", "deleted");
    await outbox.send("b");
    const { picture } = aCorrection();
    expect(server.seen.map(({ about }) => about)).toEqual([
      { prediction: "prediction" },
      { picture },
    ]);
  });
});

describe("what is taken back", () => {
  test("before it was sent is never sent, or sent and taken back", async () => {
    const { server, open } = browser();
    server.fate.push("lost on its way back");
    const { kept, outbox } = open([1e6]);
    await outbox.keep(aCorrection({ id: "arrived" }));
    await outbox.send("arrived");
    await outbox.keep(aCorrection({ id: "never" }));
    for (const id of ["arrived", "never"]) await outbox.withdraw(aCorrection({ id }));
    expect(await outbox.send("never")).toEqual({ kind: "delivered", job: null });
    expect([server.arrived, server.gone]).toEqual([["arrived"], ["arrived"]]);
    expect(await kept.corrections.all()).toEqual([]);
  });

  test("while it is sent is taken back after it", async () => {
    const { server, open } = browser();
    const { kept, outbox } = open();
    await outbox.keep(aCorrection({ stays: true }));
    const sending = outbox.send("a");
    await vi.waitFor(() => expect(server.arrived).toEqual(["a"]), { interval: 1 });
    await outbox.withdraw(aCorrection({ stays: true }));
    await sending;
    await outbox.send("a");
    expect(server.gone).toEqual(["a"]);
    expect(await kept.corrections.all()).toEqual([]);
  });

  test("after it is gone from here is told to the server once it answers", async () => {
    const { server, open } = browser();
    const { kept, outbox } = open();
    await outbox.keep(aCorrection());
    await outbox.send("a");
    server.fate.push(AWAY);
    await outbox.withdraw(aCorrection());
    expect(await outbox.send("a")).toEqual({ kind: "waiting" });
    expect(await kept.corrections.all()).toMatchObject([{ id: "a", withdrawn: true }]);
    await vi.waitFor(() => expect(server.gone).toEqual(["a"]));
  });
});

test("without a server all that is said stays here, until it is taken back", async () => {
  const { open } = browser(null);
  const { kept, outbox } = open();
  await outbox.keep(aCorrection({ stays: true }));
  expect(await outbox.send("a")).toEqual({ kind: "here" });
  expect(await kept.corrections.all()).toMatchObject([{ delivery: "here" }]);
  await outbox.withdraw(aCorrection());
  expect(await kept.corrections.all()).toEqual([]);
});
