import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { createKept } from "../../src/kept/create";
import type { Kept } from "../../src/kept/kept";
import { pack } from "../../src/local/learning/pack";
import type { Learned, Lesson, Source } from "../../src/local/protocol";
import { createTaught } from "../../src/taught/taught";
import { aCorrection } from "../kept/examples";

const AGREED = { approved: true, checks: [], summary: "" };
const REFUSED = { ...AGREED, approved: false };
const [A, B] = ["digits@aaaaaaaaaaaa", "digits@bbbbbbbbbbbb"];
const said = (id: string) => aCorrection({ id, stays: true, delivery: "here" });

/** A device whose worker learns all that it is given, if it does not refuse. */
function aDevice() {
  const disk = new IDBFactory();
  const kept = createKept({ factory: () => disk, channel: null, name: "here" });
  const asked: { source: Source; lesson: Lesson }[] = [];
  const served = { model: A, refuses: false, until: Promise.resolve() };
  const learn = async (source: Source, lesson: Lesson): Promise<Learned> => {
    asked.push({ source, lesson });
    await served.until;
    if (served.refuses) return { head: null, learned: [], decision: REFUSED };
    const learned = lesson.remarks.map(({ id }) => id);
    const [id, bytes] = [`${source.model}+${learned.length}`, pack(null, { decision: AGREED })];
    return { head: { id, profile: "", made: asked.length, bytes }, learned, decision: AGREED };
  };
  const write = async () => new Blob();
  const files = async () => ({ model: served.model, address: "file", bank: "bank" });
  const page = "http://here/page/";
  return {
    kept,
    asked,
    served,
    taught: createTaught({ kept, engine: { learn, write }, files, page }),
  };
}

async function answering(taught: ReturnType<typeof aDevice>["taught"]): Promise<string> {
  const { model, head } = await taught.source("digits", "");
  return head?.id ?? model;
}

async function settled(taught: ReturnType<typeof aDevice>["taught"], wanted: string) {
  await expect.poll(() => answering(taught)).toBe(wanted);
}

async function put(kept: Kept, ...ids: readonly string[]) {
  for (const id of ids) await kept.corrections.put(said(id));
}

test("what was said is learned, and answers from then on", async () => {
  const { kept, asked, taught } = aDevice();
  expect(await taught.learn("digits", "")).toBe(null);
  expect(asked).toHaveLength(0);
  await put(kept, "a", "b");
  await kept.corrections.put({ ...said("other"), recognizer: "photos" });
  await kept.corrections.put({ ...said("somebody"), profile: "Ana" });
  await kept.corrections.put({ ...said("elsewhere"), stays: false });
  const result = await taught.learn("digits", "");
  expect(result).toEqual({ model: `${A}+2`, number: null, promoted: true, decision: AGREED });
  expect(asked[0]?.lesson).toMatchObject({ bank: "http://here/page/bank", isUnlearning: false });
  expect(asked[0]?.source).toEqual({ model: A, address: "http://here/page/file" });
  expect(await answering(taught)).toBe(`${A}+2`);
  expect(await taught.source("digits", "Ana")).toEqual(asked[0]?.source);
});

test("what is refused changes nothing that answers", async () => {
  const { kept, served, taught } = aDevice();
  await put(kept, "a");
  await taught.learn("digits", "");
  served.refuses = true;
  await put(kept, "b");
  expect(await taught.learn("digits", "")).toMatchObject({ promoted: false, decision: REFUSED });
  expect(await answering(taught)).toBe(`${A}+1`);
});

test("what is taken back must go, at worst with all the rest", async () => {
  const { kept, asked, served, taught } = aDevice();
  await put(kept, "a", "b");
  await taught.learn("digits", "");
  await kept.corrections.change("a", { withdrawn: true });
  await taught.learn("digits", "");
  expect(asked[1]?.lesson).toMatchObject({ isUnlearning: true, remarks: [{ id: "b" }] });
  expect(await answering(taught)).toBe(`${A}+1`);
  await put(kept, "c");
  await taught.learn("digits", "");
  served.refuses = true;
  await kept.corrections.change("b", { withdrawn: true });
  await taught.learn("digits", "");
  expect(await answering(taught)).toBe(A);
  await kept.corrections.change("c", { withdrawn: true });
  await taught.learn("digits", "");
  expect(await taught.head("digits", "")).toBe(undefined);
});

test("on a new version of the model it is learned anew, once", async () => {
  const { kept, asked, served, taught } = aDevice();
  await put(kept, "a");
  await taught.learn("digits", "");
  served.model = B;
  expect(await answering(taught)).toBe(B);
  await settled(taught, `${B}+1`);
  expect(asked.map(({ source }) => source.head)).toEqual([undefined, undefined]);
  served.model = A;
  served.refuses = true;
  await answering(taught);
  await expect.poll(async () => (await taught.head("digits", ""))?.base).toBe(A);
  expect(await answering(taught)).toBe(A);
  expect(asked).toHaveLength(3);
});

test("what is forgotten is not learned again", async () => {
  const { kept, asked, taught } = aDevice();
  await put(kept, "a");
  await kept.corrections.put({ ...said("waits"), delivery: "waiting" });
  await taught.learn("digits", "");
  expect(await taught.said("digits", "")).toBe(2);
  await taught.forget("digits");
  expect(await taught.head("digits", "")).toBe(undefined);
  expect(await taught.said("digits", "")).toBe(0);
  expect((await kept.corrections.all()).map(({ id }) => id)).toEqual(["waits"]);
  expect(await taught.learn("digits", "")).toBe(null);
  expect(asked).toHaveLength(1);
});

test("what is taken back while it is learned is not kept", async () => {
  const { kept, asked, served, taught } = aDevice();
  await put(kept, "a", "b");
  let resolve = () => {};
  served.until = new Promise((done) => {
    resolve = done;
  });
  const learning = taught.learn("digits", "");
  await expect.poll(() => asked.length).toBe(1);
  await kept.corrections.change("a", { withdrawn: true });
  resolve();
  await learning;
  expect((await taught.head("digits", ""))?.learned).toEqual(["b"]);
});
