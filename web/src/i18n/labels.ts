/** What labels are, and what they are called. */

import type { Messages } from "./en";

export type Subject = keyof Messages["subjects"];

const DIGIT = /^[0-9]$/;
const CAPITAL = /^\p{Lu}$/u;
const SMALL = /^\p{Ll}$/u;

/** What a model recognises. By its name while its labels are not known yet. */
export function subjectOf(model: string, labels: readonly string[]): Subject {
  if (labels.length === 0) {
    const known = { digits: "digit", characters: "character" } as const;
    return model === "digits" || model === "characters" ? known[model] : "other";
  }
  if (labels.every((label) => DIGIT.test(label))) return "digit";
  return labels.every((label) => [...label].length === 1) ? "character" : "other";
}

export type LabelGroup = keyof Messages["labelGroups"];

export function groupOf(label: string): LabelGroup {
  if (DIGIT.test(label)) return "digits";
  if (CAPITAL.test(label)) return "upper";
  return SMALL.test(label) ? "lower" : "others";
}

/** Whether the labels hold pairs that only size or place tells apart. */
export function needsLines(labels: readonly string[]): boolean {
  return ["o", "O"].every((label) => labels.includes(label));
}

/** What a label is called: characters and some things have names, others are their own. */
export function nameOf(label: string, subject: Subject, messages: Messages): string {
  if (subject === "other") return known(messages.photoLabels, label);
  if (subject === "digit") return label;
  const symbol = Object.entries(messages.symbols).find(([character]) => character === label)?.[1];
  if (symbol) return symbol;
  if (CAPITAL.test(label)) return messages.capital(label);
  if (SMALL.test(label)) return messages.small(label);
  return DIGIT.test(label) ? messages.digit(label) : label;
}

/** Our word for a model that goes by a name of ours; names that people gave stay as they are. */
export function modelName(name: string, messages: Messages): string {
  return known(messages.modelNames, name);
}

export function known(words: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name;
}

/** Several labels as one text; where there are none, the word for that. */
export function labelsText(labels: readonly string[], messages: Messages): string {
  if (labels.length === 0) return messages.records.nothing;
  return labels.map((label) => known(messages.photoLabels, label)).join(", ");
}
