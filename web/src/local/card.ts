/** A model's own facts, as far as its answers depend on them; they lie in its file. */

import { readNotes } from "./metadata";
import { modelProblem } from "./problem";

const NOTE = "vistazo.card";
const NEWEST_SCHEMA = 1;

export interface Card {
  /** Whether a picture shows exactly one of the labels, or any number of them. */
  readonly task: "one" | "many";
  /** Grey pixels, or red, green and blue ones. */
  readonly input: "ink" | "photo";
  readonly labels: readonly string[];
  /** By label: from where on an answer is sure, or the label is given where there may be many. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly novelty_threshold: number;
  /** Where there may be many labels: how probable an answer must be as a whole to be sure. */
  readonly sure: number;
  /** By name: how probable each label is before anything is seen. */
  readonly priors: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The one that the model's probabilities are under; null for one that is even. */
  readonly prior: string | null;
}

/** What the card of a reader of lines says of its answers. */
export type ReaderCard = Pick<Card, "labels" | "thresholds">;

/** The card in a model's file. */
export function readCard(file: Uint8Array): Card {
  return parseCard(noteIn(file));
}

/** The card in the file of a reader of lines. */
export function readReaderCard(file: Uint8Array): ReaderCard {
  const raw = objectIn(noteIn(file));
  if (raw.task !== "text") {
    throw modelProblem("This is no reader of lines: its card must have the task text.");
  }
  return checked(raw as unknown as ReaderCard, READER_RULES);
}

function noteIn(file: Uint8Array): string {
  const notes = readNotes(file);
  if (!notes) throw modelProblem("This is not an ONNX model file, or it breaks off.");
  const text = notes.get(NOTE);
  if (text === undefined) {
    throw modelProblem(
      `The model has no card (metadata ${NOTE}); only models that Vistazo exported can be used.`,
    );
  }
  return text;
}

export function parseCard(text: string): Card {
  const raw = objectIn(text);
  return checked({ sure: 1, priors: {}, prior: null, ...raw } as unknown as Card, RULES);
}

/** A card of whatever kind, as long as it is not from the future. */
function objectIn(text: string): Record<string, unknown> {
  const raw = parsed(text);
  const { schema } = raw;
  if (typeof schema !== "number" || !(schema >= 1)) {
    throw modelProblem("The model's card needs a schema number.");
  }
  if (schema > NEWEST_SCHEMA) {
    throw modelProblem(
      `The model's card has schema ${schema}; this page reads up to ${NEWEST_SCHEMA}. Load it anew.`,
    );
  }
  return raw;
}

type Rules<Kind> = Readonly<Record<string, (card: Kind) => boolean>>;

function checked<Kind>(card: Kind, rules: Rules<Kind>): Kind {
  const wrong = Object.entries(rules).find(([, holds]) => !holds(card));
  if (wrong) throw modelProblem(`The model's card is malformed: ${wrong[0]}.`);
  return card;
}

const LABEL_RULES: Rules<ReaderCard> = {
  "labels must be different texts": ({ labels }) =>
    Array.isArray(labels) &&
    labels.length > 0 &&
    labels.every((label) => typeof label === "string" && label !== "") &&
    new Set(labels).size === labels.length,
  "thresholds must give every label a share": ({ labels, thresholds }) =>
    isObject(thresholds) && labels.every((label) => isShare(thresholds[label])),
};

const READER_RULES: Rules<ReaderCard> = {
  ...LABEL_RULES,
  "labels must be single characters": ({ labels }) => labels.every((label) => label.length === 1),
};

const RULES: Rules<Card> = {
  "task must be one or many": ({ task }) => task === "one" || task === "many",
  "input must be ink or photo": ({ input }) => input === "ink" || input === "photo",
  ...LABEL_RULES,
  "novelty_threshold must be a share": ({ novelty_threshold }) => isShare(novelty_threshold),
  "sure must be a share": ({ sure }) => isShare(sure),
  "priors must give shares to labels": ({ priors }) =>
    isObject(priors) &&
    Object.values(priors).every((prior) => isObject(prior) && Object.values(prior).every(isShare)),
  "prior must be one of priors": ({ prior, priors }) =>
    prior === null || (typeof prior === "string" && Object.hasOwn(priors, prior)),
};

function parsed(text: string): Record<string, unknown> {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Said below, like any other value that is no object.
  }
  if (!isObject(value)) throw modelProblem("The model's card must be a JSON object.");
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isShare(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1;
}
