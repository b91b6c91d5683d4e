import type { Answer } from "../../recognition/answer";

/** More than these few would hide what changed. */
const MOST = 6;

/** The labels to compare two answers by: those given by either, then those that changed most. */
export function worthComparing(before: Answer, after: Answer): readonly string[] {
  const shares = new Map(before.scores.map(({ label, probability }) => [label, probability]));
  const given = [...new Set([...after.labels, ...before.labels])];
  const changes = after.scores.map(({ label, probability }) => ({
    label,
    change: Math.abs(probability - (shares.get(label) ?? 0)),
  }));
  const others = changes
    .filter(({ label }) => !given.includes(label))
    .sort((a, b) => b.change - a.change)
    .map(({ label }) => label);
  return [...given, ...others.slice(0, Math.max(0, MOST - given.length))];
}
