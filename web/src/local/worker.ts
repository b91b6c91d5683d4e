/** Recognises for the page, beside it, so that drawing never waits. */

import { RecognitionError } from "../recognition/failure";
import { Model, use, warmUp } from "./model";
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
    const model = await modelOf(task.source);
    if (task.kind === "prepare") return { kind: "ready" };
    return { kind: "answered", answer: await model.answer(task.picture, task.wishes) };
  } catch (error) {
    if (error instanceof RecognitionError) return { kind: "failed", failure: error.failure };
    // A runtime that could not start, or that broke off, does not recover.
    const trapped = error instanceof WebAssembly.RuntimeError;
    return { kind: "broken", reason: String(error), trapped };
  }
}

function modelOf(source: Source): Promise<Model> {
  const name = source.model.split("@")[0] ?? "";
  const held = models.get(name);
  if (held?.source.model === source.model) return held.model;
  const model = open(source);
  models.set(name, { source, model });
  // What could not be opened is tried anew with the next question.
  model.catch(() => {
    if (models.get(name)?.model === model) models.delete(name);
  });
  held?.model.then((old) => old.close()).catch(() => {});
  return model;
}

async function open({ address, model, file }: Source): Promise<Model> {
  const content = file ? new Uint8Array(await file.arrayBuffer()) : await fileAt(address);
  return Model.open(content, model);
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
