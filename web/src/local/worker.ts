/** Recognises for the page, beside it, so that drawing never waits. */

import { RecognitionError } from "../recognition/failure";
import { Model, use, warmUp } from "./model";
import { modelProblem } from "./problem";
import type { Outcome, ReadTask, Reply, Request, Source, Task, Withdrawal } from "./protocol";

/** One of each name: a newer version takes the place of the older one. */
const models = new Map<string, { readonly source: Source; readonly model: Promise<Model> }>();

/** The ids of requests that somebody waits for. */
const wanted = new Set<number>();

self.addEventListener("message", ({ data }: MessageEvent<Request | Withdrawal>) => {
  if ("withdrawn" in data) {
    wanted.delete(data.withdrawn);
    return;
  }
  const { id, runtime, task } = data;
  use(runtime);
  wanted.add(id);
  void perform(id, task).then((outcome) => {
    wanted.delete(id);
    const reply: Reply = { id, outcome };
    self.postMessage(reply);
  });
});

async function perform(id: number, task: Task): Promise<Outcome> {
  try {
    if (task.kind === "warm") {
      await warmUp();
      return { kind: "ready" };
    }
    if (task.kind === "write") return { kind: "written", file: await content(task.source) };
    if (task.kind === "read") return await readPage(id, task);
    if (task.kind === "prepare" && task.reader) {
      const { prepareReading } = await import("./reading/pages");
      await prepareReading(task.source, task.reader, content);
      return { kind: "ready" };
    }
    const model = await modelOf(task.source);
    if (task.kind === "prepare") return { kind: "ready" };
    if (task.kind === "learn") return { kind: "learned", learned: await learn(task, model) };
    return { kind: "answered", answer: await model.answer(task.picture, task.wishes) };
  } catch (error) {
    if (error instanceof RecognitionError) return { kind: "failed", failure: error.failure };
    // A runtime that could not start, or that broke off, does not recover.
    const trapped = error instanceof WebAssembly.RuntimeError;
    return { kind: "broken", reason: String(error), trapped };
  }
}

function modelOf(source: Source): Promise<Model> {
  const name = nameOf(source);
  const held = models.get(name);
  if (held && isSame(held.source, source)) return held.model;
  const model = open(source);
  models.set(name, { source, model });
  // What could not be opened is tried anew with the next question.
  model.catch(() => {
    if (models.get(name)?.model === model) models.delete(name);
  });
  held?.model.then((old) => old.close()).catch(() => {});
  return model;
}

function nameOf({ model }: Source): string {
  return model.split("@")[0] ?? "";
}

function isSame(one: Source, other: Source): boolean {
  return one.model === other.model && one.head?.made === other.head?.made;
}

async function open(source: Source): Promise<Model> {
  return Model.open(await content(source), source.head?.id ?? source.model);
}

async function content({ head, ...source }: Source): Promise<Uint8Array<ArrayBuffer>> {
  const file = await read(source);
  if (!head) return file;
  // Only who is taught needs what learning needs.
  const { withLearned } = await import("./learning/learn");
  return withLearned(file, head);
}

async function readPage(id: number, task: ReadTask): Promise<Outcome> {
  // Only who reads lines needs what reading them needs.
  const { readPage } = await import("./reading/pages");
  const isWanted = async () => {
    // Lets a message come through that says so.
    await new Promise((go) => setTimeout(go, 0));
    return wanted.has(id);
  };
  const reading = await readPage(task, { content, isWanted }).catch(kindly("read"));
  return reading ? { kind: "read", reading } : { kind: "failed", failure: { kind: "away" } };
}

async function learn({ source, lesson }: Extract<Task, { kind: "learn" }>, model: Model) {
  const { learn } = await import("./learning/learn");
  return learn(source, lesson, { read, open: Model.open, model, adopt }).catch(kindly("learned"));
}

/** What cannot be read or learned is no reason to answer nothing any more. */
function kindly(done: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof RecognitionError || error instanceof WebAssembly.RuntimeError) throw error;
    throw modelProblem(`This could not be ${done} (${error}).`);
  };
}

/** What was learned is open already. */
function adopt(source: Source, model: Model): void {
  const held = models.get(nameOf(source));
  models.set(nameOf(source), { source, model: Promise.resolve(model) });
  held?.model.then((old) => old.close()).catch(() => {});
}

async function read({ address, file }: Pick<Source, "address" | "file">) {
  return file ? new Uint8Array(await file.arrayBuffer()) : fileAt(address);
}

async function fileAt(address: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(address);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch {
    // Said below: no matter how, the file did not come.
  }
  throw new RecognitionError({ kind: "away" });
}
