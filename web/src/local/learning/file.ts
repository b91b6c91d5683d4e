/** A head in a model's file, and its card; see vistazo/learning/head.py. */

import { parseCard } from "../card";
import { readNotes } from "../metadata";
import { modelProblem } from "../problem";
import type { Head, Metric } from "./head";
import { matrix } from "./numbers/matrix";
import { readTensors, replaced, type Tensor } from "./onnx";
import type { Prior } from "./refit";

const NOTE = "vistazo.card";
const WEIGHT = "network.head.weight";
const BIAS = "network.head.bias";
const SHARPNESS = "sharpness";
const SHIFT = "shift";
const NOVELTY_WEIGHT = "novelty_weight";
const NOVELTY_BIAS = "novelty_bias";
const ALWAYS = [WEIGHT, BIAS, SHARPNESS, NOVELTY_WEIGHT, NOVELTY_BIAS];

/** Who a new head is for, and where it came from. */
export interface Origin {
  /** sha256 of the file that it came from. */
  readonly parent: string;
  readonly profile: string;
}

type RawCard = Readonly<Record<string, unknown>>;

export function readHead(file: Uint8Array): Head {
  const card = parseCard(cardText(file));
  const isMany = card.task === "many";
  const found = readTensors(file, isMany ? [...ALWAYS, SHIFT] : ALWAYS);
  const weight = tensorOf(found, WEIGHT);
  const [rows = 0, columns = 0] = weight.shape;
  return {
    task: card.task,
    labels: card.labels,
    weight: matrix(rows, columns, weight.data),
    bias: tensorOf(found, BIAS).data,
    sharpness: tensorOf(found, SHARPNESS).data,
    shift: isMany ? tensorOf(found, SHIFT).data : new Float32Array(1),
    thresholds: Float64Array.from(card.labels, (label) => card.thresholds[label] ?? 1),
    noveltyWeight: tensorOf(found, NOVELTY_WEIGHT).data,
    noveltyBias: tensorOf(found, NOVELTY_BIAS).data[0] ?? 0,
    noveltyThreshold: card.novelty_threshold,
    metrics: (rawCard(file).metrics ?? []) as readonly Metric[],
  };
}

/** How often each label comes in life; empty where all are as likely. */
export function readPrior(file: Uint8Array): Prior {
  const { prior, priors } = parseCard(cardText(file));
  return prior === null ? {} : (priors[prior] ?? {});
}

/** A copy of a file with another head on the same network; its labels begin with the file's. */
export function writeHead(file: Uint8Array, head: Head, origin: Origin): Uint8Array<ArrayBuffer> {
  const known = parseCard(cardText(file)).labels;
  const width = readTensors(file, [WEIGHT]).get(WEIGHT)?.shape[1] ?? 0;
  const { weight, labels } = head;
  const isContinued = known.every((label, place) => labels[place] === label);
  if (!isContinued || weight.columns !== width || weight.rows !== labels.length) {
    throw modelProblem("What was learned here belongs to another model.");
  }
  const tensors = new Map<string, Tensor>([
    [WEIGHT, { shape: [weight.rows, weight.columns], data: weight.data }],
    [BIAS, listOf(head.bias)],
    [SHARPNESS, head.task === "many" ? listOf(head.sharpness) : numberOf(head.sharpness[0] ?? 1)],
    [NOVELTY_WEIGHT, listOf(head.noveltyWeight)],
    [NOVELTY_BIAS, numberOf(head.noveltyBias)],
  ]);
  if (head.task === "many") tensors.set(SHIFT, listOf(head.shift));
  const columns = new Map(["probability", "attention"].map((name) => [name, labels.length]));
  const notes = new Map([[NOTE, JSON.stringify(sorted(withHead(rawCard(file), head, origin)))]]);
  return replaced(file, { tensors, notes, columns });
}

function withHead(card: RawCard, head: Head, { parent, profile }: Origin): RawCard {
  const { labels, thresholds, sharpness, shift } = head;
  const each = <Said>(say: (place: number) => Said) =>
    Object.fromEntries(labels.map((label, place) => [label, say(place)]));
  const isMany = head.task === "many";
  return {
    ...card,
    labels,
    temperature: isMany ? 1 : 1 / (sharpness[0] ?? 1),
    platt: isMany ? each((place) => [sharpness[place], shift[place]]) : {},
    thresholds: each((place) => thresholds[place]),
    novelty_threshold: head.noveltyThreshold,
    priors: priorsWith(card, labels),
    // What was measured with another head says nothing about this one.
    metrics: head.metrics,
    training: { ...(card.training as RawCard), ...(profile && { profile }) },
    parent,
  };
}

/** A new label joins the card's own prior, and those that held every label. */
function priorsWith(card: RawCard, labels: readonly string[]): RawCard {
  const priors = (card.priors ?? {}) as Readonly<Record<string, Prior>>;
  const before = (card.labels as readonly string[]).length;
  const added = labels.slice(before);
  if (added.length === 0) return priors;
  const share = 1 / labels.length;
  const scale = 1 - share * added.length;
  const grown = (prior: Prior) => ({
    ...Object.fromEntries(Object.entries(prior).map(([label, value]) => [label, value * scale])),
    ...Object.fromEntries(added.map((label) => [label, share])),
  });
  return Object.fromEntries(
    Object.entries(priors).map(([name, prior]) => [
      name,
      Object.keys(prior).length < before ? prior : grown(prior),
    ]),
  );
}

function rawCard(file: Uint8Array): RawCard {
  return JSON.parse(cardText(file)) as RawCard;
}

function cardText(file: Uint8Array): string {
  return readNotes(file)?.get(NOTE) ?? "";
}

/** With its names in order, as the server writes a card. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted((value as RawCard)[name])]));
}

function tensorOf(found: ReadonlyMap<string, Tensor>, name: string): Tensor {
  return found.get(name) ?? { shape: [], data: new Float32Array() };
}

function listOf(data: Float32Array): Tensor {
  return { shape: [data.length], data };
}

function numberOf(value: number): Tensor {
  return { shape: [], data: Float32Array.of(value) };
}
