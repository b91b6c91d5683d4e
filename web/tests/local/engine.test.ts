import { describe, expect, test } from "vitest";
import { createEngine, type Workman } from "../../src/local/engine";
import type { Outcome, Request } from "../../src/local/protocol";
import { anAnswer } from "../answers";
import { aReading } from "../readings";

const SOURCE = { model: "digits@0123456789ab", address: "http://here/file" };
const WISHES = { prior: null, threshold: null };
const PICTURE = { kind: "grey", width: 1, height: 1, pixels: new Uint8Array(1) } as const;

/** A worker that does as it is told. */
class Told extends EventTarget implements Workman {
  readonly asked: Request[] = [];
  ended = false;

  postMessage(request: Request): void {
    this.asked.push(request);
  }

  terminate(): void {
    this.ended = true;
  }

  reply(index: number, outcome: Outcome): void {
    const id = this.asked[index]?.id;
    this.dispatchEvent(new MessageEvent("message", { data: { id, outcome } }));
  }
}

function anEngine(rest = 0) {
  const workers: Told[] = [];
  const engine = createEngine(() => {
    const worker = new Told();
    workers.push(worker);
    return worker as Workman;
  }, rest);
  const ask = (signal = new AbortController().signal) =>
    engine.recogniser(async () => SOURCE, WISHES)(PICTURE, signal);
  return { engine, workers, ask };
}

const turn = (milliseconds = 0) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("recognition on this device", () => {
  test("starts nothing before it is asked", async () => {
    const { engine, workers, ask } = anEngine();
    engine.recogniser(async () => SOURCE, WISHES);
    expect(workers).toHaveLength(0);
    const answer = ask();
    await turn();
    expect(workers[0]?.asked).toEqual([
      {
        id: 1,
        runtime: "small",
        task: { kind: "recognise", source: SOURCE, picture: PICTURE, wishes: WISHES },
      },
    ]);
    workers[0]?.reply(0, { kind: "answered", answer: anAnswer({ label: "1" }) });
    const { label, timing } = await answer;
    expect(label).toBe("1");
    expect(timing.recogniser).toBe(1);
    expect(timing.roundTrip).toBeLessThan(1000);
  });

  test("has its runtime ready before it knows the model", () => {
    const { engine, workers } = anEngine();
    engine.warm();
    expect(workers[0]?.asked).toEqual([{ id: 1, runtime: "small", task: { kind: "warm" } }]);
  });

  test("gives each question its own answer, in whatever order they come", async () => {
    const { workers, ask } = anEngine();
    const answers = [ask(), ask()];
    await turn();
    workers[0]?.reply(1, { kind: "answered", answer: anAnswer({ label: "4" }) });
    workers[0]?.reply(0, { kind: "answered", answer: anAnswer({ label: "1" }) });
    expect((await Promise.all(answers)).map(({ label }) => label)).toEqual(["1", "4"]);
    expect(workers).toHaveLength(1);
  });

  test("says why there is no answer", async () => {
    const { engine, workers, ask } = anEngine();
    const answer = ask();
    const ready = engine.prepare(SOURCE);
    await turn();
    for (const index of [0, 1]) {
      workers[0]?.reply(index, { kind: "failed", failure: { kind: "away" } });
    }
    await expect(answer).rejects.toMatchObject({ failure: { kind: "away" } });
    await expect(ready).rejects.toMatchObject({ failure: { kind: "away" } });
  });

  test("lets the whole runtime do what the small one could not", async () => {
    const { workers, ask } = anEngine();
    const answers = [ask(), ask()];
    await turn();
    workers[0]?.reply(0, { kind: "broken", reason: "unreachable", trapped: true });
    workers[0]?.reply(1, { kind: "broken", reason: "unreachable", trapped: true });
    expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
    expect(workers[1]?.asked.map(({ id, runtime }) => [id, runtime])).toEqual([
      [1, "whole"],
      [2, "whole"],
    ]);
    for (const index of [0, 1]) {
      workers[1]?.reply(index, { kind: "answered", answer: anAnswer({ label: "7" }) });
    }
    expect((await Promise.all(answers)).map(({ label }) => label)).toEqual(["7", "7"]);
  });

  test.each([
    ["cannot be loaded", (worker: Told | undefined) => worker?.dispatchEvent(new Event("error"))],
    [
      "has no runtime",
      (worker: Told | undefined) =>
        worker?.reply(0, { kind: "broken", reason: "no backend", trapped: false }),
    ],
  ])("rests after a worker that %s, and starts anew", async (_, end) => {
    const { workers, ask } = anEngine(20);
    const lost = [ask(), ask()];
    await turn();
    end(workers[0]);
    for (const answer of [...lost, ask()]) {
      await expect(answer).rejects.toMatchObject({ failure: { kind: "problem", status: 0 } });
    }
    expect(workers.map(({ ended }) => ended)).toEqual([true]);
    await turn(30);
    const answer = ask();
    await turn();
    expect(workers[1]?.asked[0]?.runtime).toBe("small");
    workers[1]?.reply(0, { kind: "answered", answer: anAnswer({ label: "7" }) });
    expect((await answer).label).toBe("7");
  });

  test("does not begin what nobody waits for any more", async () => {
    const { workers, ask } = anEngine();
    await expect(ask(AbortSignal.abort())).rejects.toMatchObject({ failure: { kind: "away" } });
    expect(workers).toHaveLength(0);
  });

  test("reads lines with both files, and ends a reading that nobody waits for", async () => {
    const { engine, workers } = anEngine();
    const reader = { ...SOURCE, address: "http://here/reader" };
    const read = engine.reader(async () => ({ source: SOURCE, reader }));
    const waiting = new AbortController();
    const unwanted = read(PICTURE, waiting.signal);
    const wanted = read(PICTURE, new AbortController().signal);
    await turn();
    const task = { kind: "read", source: SOURCE, reader, picture: PICTURE, top: 5 };
    expect(workers[0]?.asked[0]).toEqual({ id: 1, runtime: "small", task });
    waiting.abort();
    expect(workers[0]?.asked[2]).toEqual({ withdrawn: 1 });
    await expect(unwanted).rejects.toMatchObject({ failure: { kind: "away" } });
    workers[0]?.reply(1, { kind: "read", reading: aReading("TEN") });
    expect((await wanted).lines).toHaveLength(1);
  });
});
