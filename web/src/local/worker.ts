/** Recognises for the page, beside it, so that drawing never waits. */

import { RecognitionError } from "../recognition/failure";
import { Model, use, warmUp } from "./model";
import { modelProblem } from "./problem";
import type { Outcome, Reply, Request, Source, Task } from "./protocol";

/** One of each name: a newer version takes the place of the older one. */
const models = new Map<string, { readonly source: Source; readonly model: Promise<Model> }>();

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  use(data.runtime);
  void perform(data.task).then((outcome) => {
    const reply: Reply = { id: data.id, outcome };
    self.postMessage(reply);
  });
});

async function perform(task: Task): Promise<Outcome> {
  try {
    if (task.kind === "warm") {
      await warmUp();
      return { kind: "ready" };
    }
    if (task.kind === "write") return { kind: "written", file: await content(task.source) };
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

async function learn({ source, lesson }: Extract<Task, { kind: "learn" }>, model: Model) {
  const { learn } = await import("./learning/learn");
  try {
    return await learn(source, lesson, { read, open: Model.open, model, adopt });
  } catch (error) {
    if (error instanceof RecognitionError || error instanceof WebAssembly.RuntimeError) throw error;
    // What cannot be learned is no reason not to answer.
    throw modelProblem(`This could not be learned (${error}).`);
  }
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
