/** Learning in the worker: from pictures and what was said about them to a judged head. */

import type { Picture } from "../../recognition/picture";
import type { Model } from "../model";
import { modelProblem } from "../problem";
import type { Learned, Lesson, Source, TaughtHead } from "../protocol";
import { readBank } from "./bank";
import { createBreath } from "./breath";
import { createTwins, makeCandidate, type Twins } from "./candidate";
import { type Examples, ripeOf } from "./examples";
import { readHead, readPrior, writeHead } from "./file";
import { personalPolicy } from "./gate";
import type { Head } from "./head";
import { rightAnswers } from "./judge";
import { matrix } from "./numbers/matrix";
import { pack, unpack } from "./pack";
import type { Base } from "./search";
import { sha256 } from "./sha256";
import { disagreement, fastest } from "./trial";

/** What the worker has to give. */
export interface Means {
  /** The bytes of what lies at an address, or of the file that is at hand. */
  read(source: Pick<Source, "address" | "file">): Promise<Uint8Array<ArrayBuffer>>;
  open(file: Uint8Array<ArrayBuffer>, id: string): Promise<Model>;
  /** What answers now. */
  readonly model: Model;
  /** Takes over what was learned, so that it need not be opened once more. */
  adopt(source: Source, model: Model): void;
}

/** What was made ready for learning: of each recogniser the last version. */
interface Ready {
  readonly model: string;
  readonly file: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly base: Base;
  readonly twins: Twins;
  /** Of what was said, by its id. */
  readonly seen: Map<string, Seen>;
}

interface Seen {
  readonly embedding: Float32Array;
  readonly hash: string;
}

const ready = new Map<string, Promise<Ready>>();

export async function learn(source: Source, lesson: Lesson, means: Means): Promise<Learned> {
  const held = await readyFor(source, lesson.bank, means);
  const { base, twins } = held;
  const { ids, examples } = await examplesIn(lesson, held, means.model);
  const champion = (source.head && unpack(source.head.bytes)) ?? base.head;
  const { isUnlearning } = lesson;
  if (!isUnlearning && rightAnswers(champion, examples).every(Boolean)) {
    return { head: null, learned: [], decision: null };
  }
  const { profile } = lesson;
  const ripe = ripeOf(examples, base.head.labels);
  const learned = ids.filter((_, row) => ripe[row]);
  const id = `${source.model}+${learned.length}`;
  const policy = personalPolicy(base.head.task);
  let model: Model | null = null;
  const tryOut = async (head: Head) => {
    const file = writeHead(held.file, head, { parent: held.sha256, profile });
    model = await means.open(file, id);
    const [was, now] = await fastest(means.model, model);
    return {
      before: { size: held.file.length, milliseconds: was, disagreement: 0 },
      after: {
        size: file.length,
        milliseconds: now,
        disagreement: await disagreement(model, head),
      },
    };
  };
  const given = { base, champion, examples, policy, isUnlearning, twins, tryOut };
  try {
    const { head, decision } = await makeCandidate(given);
    if (!decision.approved || !model) return { head: null, learned: [], decision };
    const taught = { id, profile, made: Date.now(), bytes: pack(head, { decision }) };
    means.adopt({ ...source, head: taught }, model);
    model = null;
    return { head: taught, learned, decision };
  } finally {
    (model as Model | null)?.close();
  }
}

/** A file with what was learned in the place of its own last layer. */
export function withLearned(
  file: Uint8Array<ArrayBuffer>,
  { bytes, profile }: TaughtHead,
): Uint8Array<ArrayBuffer> {
  const head = unpack(bytes);
  return head ? writeHead(file, head, { parent: sha256(file), profile }) : file;
}

function readyFor(source: Source, bank: string, means: Means): Promise<Ready> {
  const name = source.model.split("@")[0] ?? "";
  const made = (ready.get(name) ?? Promise.reject()).then(
    (held) => (held.model === source.model ? held : prepared(source, bank, means)),
    () => prepared(source, bank, means),
  );
  ready.set(name, made);
  return made;
}

async function prepared(source: Source, address: string, means: Means): Promise<Ready> {
  const [file, archive] = await Promise.all([means.read(source), means.read({ address })]);
  const [head, bank] = [readHead(file), await readBank(archive)];
  if (bank.replay.embeddings.columns !== head.weight.columns) {
    throw modelProblem("The bank of this model belongs to another network.");
  }
  const base = { head, bank, prior: readPrior(file), breathe: createBreath() };
  const { model } = source;
  return { model, file, sha256: sha256(file), base, twins: createTwins(), seen: new Map() };
}

/** One example a picture: what was said about it last. */
async function examplesIn({ remarks }: Lesson, { base, seen }: Ready, model: Model) {
  for (const id of seen.keys()) if (!remarks.some((one) => one.id === id)) seen.delete(id);
  const last = new Map<string, { id: string; labels: readonly string[]; seen: Seen }>();
  for (const { id, labels, picture } of remarks) {
    if (base.head.task === "one" && labels.length > 1) continue;
    const known = seen.get(id) ?? (await look(model, picture));
    if (!known) continue;
    seen.set(id, known);
    await base.breathe();
    last.delete(known.hash);
    last.set(known.hash, { id, labels, seen: known });
  }
  const told = [...last.values()];
  const width = base.head.weight.columns;
  const embeddings = matrix(told.length, width);
  for (const [row, one] of told.entries()) embeddings.data.set(one.seen.embedding, row * width);
  const labels = told.map((one) => one.labels);
  const examples: Examples = { embeddings, labels, hashes: told.map((one) => one.seen.hash) };
  return { ids: told.map(({ id }) => id), examples };
}

/** Null for a picture that cannot be used: what else was said is learned all the same. */
async function look(model: Model, picture: Picture): Promise<Seen | null> {
  try {
    const embedding = await model.embedding(picture);
    const bytes = new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength);
    return { embedding, hash: sha256(bytes) };
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    return null;
  }
}
