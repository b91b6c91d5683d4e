import { expect, test } from "vitest";
import type { Server } from "../../src/api/client";
import { createReaders } from "../../src/app/place/readers";
import type { Engine } from "../../src/local/engine";
import type { Place } from "../../src/recognition/answer";
import { RecognitionError } from "../../src/recognition/failure";
import { PaceKeeper } from "../../src/recognition/pace";
import { anAnswer } from "../answers";
import { aReading } from "../readings";

const PICTURE = { kind: "grey", width: 1, height: 1, pixels: new Uint8Array(1) } as const;
const QUESTION = { model: "characters", prior: null, profile: "ana" };
const SOURCE = { model: "characters@0123456789ab", address: "http://here/file" };
const READER = { ...SOURCE, address: "http://here/reader" };

const away = async () => {
  throw new RecognitionError({ kind: "away" });
};

/** Both places, of which some do not answer. */
function readersAt(place: Place, silent: readonly Place[] = [], reads = true) {
  const asked: unknown[] = [];
  const is = (one: Place) => silent.includes(one);
  const server = {
    reader: (...given: unknown[]) => {
      asked.push(given);
      return is("server") ? away : async () => aReading("there");
    },
    suggester: () => (is("server") ? away : async () => [{ label: "t", probability: 1 }]),
  };
  const engine = {
    reader: (sources: () => Promise<unknown>) => async () => {
      asked.push(await sources());
      if (is("device")) return away();
      return { ...aReading("here"), place: "device" };
    },
    recogniser: (source: () => Promise<unknown>) => async () => {
      asked.push(await source());
      return anAnswer({ place: "device" });
    },
    prepareReader: async (sources: unknown) => void asked.push(sources),
  };
  const keeper = new PaceKeeper();
  const sources = async () => (reads ? { source: SOURCE, reader: READER } : { source: SOURCE });
  const readers = createReaders({
    server: server as unknown as Server,
    engine: engine as unknown as Engine,
    ...{ place, keeper, sources },
  });
  const { signal } = new AbortController();
  return { asked, keeper, readers, read: () => readers.reader(QUESTION)(PICTURE, signal) };
}

test.each([
  ["server", [], "server"],
  ["device", [], "device"],
  ["server", ["server"], "device"],
  ["device", ["device"], "server"],
] as const)("wanted on the %s, with %j silent, is read on the %s", async (place, silent, used) => {
  const { read, keeper } = readersAt(place, silent);
  expect((await read()).place).toBe(used);
  expect(keeper.paces().used).toBe(used);
  expect(keeper.paces().times[used]).toBe(3);
});

test("both files are named to this device, and the person to the server", async () => {
  const { asked, read } = readersAt("device", ["device"]);
  await read();
  expect(asked).toEqual([["characters", "ana"], { source: SOURCE, reader: READER }]);
});

test("a model that reads nothing is said to", async () => {
  const { read } = readersAt("device", [], false);
  await expect(read()).rejects.toMatchObject({ failure: { status: 404 } });
});

test("characters alone are asked about where lines are read, the most probable first", async () => {
  const { readers } = readersAt("device");
  const found = await readers.suggester(QUESTION)(PICTURE, new AbortController().signal);
  expect(found.map(({ label }) => label)).toEqual(["7", "1", "4"]);
  const there = readersAt("server").readers.suggester(QUESTION);
  expect((await there(PICTURE, new AbortController().signal))[0]?.label).toBe("t");
});

test("what reads is loaded ahead where it is wanted here alone", async () => {
  const there = readersAt("server");
  there.readers.prepare(QUESTION);
  const here = readersAt("device");
  here.readers.prepare(QUESTION);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(there.asked).toEqual([]);
  expect(here.asked).toEqual([{ source: SOURCE, reader: READER }]);
});
