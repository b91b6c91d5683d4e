/** Reads pages in the worker: the files of the reader and of the recogniser that judges beside it. */

import type { Reading } from "../../recognition/reading";
import { pageOf } from "../decode";
import type { ReadTask, Source } from "../protocol";
import { Characters } from "./characters";
import { Reader } from "./reader";
import { readLines } from "./reading";

/** What of a worker is needed. */
export interface Means {
  /** The file of a model, with what was learned. */
  content(source: Source): Promise<Uint8Array<ArrayBuffer>>;
  isWanted(): Promise<boolean>;
}

interface Opened<Kind> {
  key: string;
  readonly model: Promise<Kind & { close(): Promise<void> }>;
}

/** One of each: a newer version takes the place of the older one. */
const held: { reader?: Opened<Reader>; characters?: Opened<Characters> } = {};

let before: Promise<unknown> = Promise.resolve();

/** What stands on a page; null where nobody waits for it any more. */
export function readPage(task: ReadTask, means: Means): Promise<Reading | null> {
  return inTurn(async () => ((await means.isWanted()) ? readNow(task, means) : null));
}

/** Has both models ready; nothing is read. */
export async function prepareReading(
  source: Source,
  reader: Source,
  content: Means["content"],
): Promise<void> {
  await inTurn(() => models(source, reader, content));
}

/** One thing at a time, so that no model is closed under another one's hands. */
function inTurn<Done>(act: () => Promise<Done>): Promise<Done> {
  const done = before.then(act);
  before = done.catch(() => {});
  return done;
}

function models(source: Source, reader: Source, content: Means["content"]) {
  const reads = async () => Reader.open(await content(reader));
  held.reader = opened(held.reader, reader.address, reads);
  const recognises = async () => Characters.open(await content(source));
  const key = `${source.model} ${source.head?.made ?? ""}`;
  held.characters = opened(held.characters, key, recognises);
  return Promise.all([held.reader.model, held.characters.model]);
}

async function readNow(
  { source, reader, picture, top }: ReadTask,
  { content, isWanted }: Means,
): Promise<Reading | null> {
  const [lines, characters] = await models(source, reader, content);
  const started = performance.now();
  const { pixels, whole } = await pageOf(picture);
  const scale = { across: whole.width / pixels.width, down: whole.height / pixels.height };
  const read = await readLines(lines, characters, { pixels, scale }, { top, isWanted });
  const recogniser = performance.now() - started;
  return (
    read && {
      model: source.head?.id ?? source.model,
      place: "device",
      ...read,
      timing: { recogniser, roundTrip: recogniser },
    }
  );
}

function opened<Kind>(
  before: Opened<Kind> | undefined,
  key: string,
  open: () => Promise<Kind & { close(): Promise<void> }>,
): Opened<Kind> {
  if (before?.key === key) return before;
  const model = open();
  const found = { key, model };
  // What could not be opened is tried anew with the next question.
  model.catch(() => {
    found.key = "";
  });
  before?.model.then((old) => old.close()).catch(() => {});
  return found;
}
