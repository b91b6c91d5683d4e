import type { Locale } from "../../i18n/context";
import type { Messages } from "../../i18n/en";
import { explain } from "../../i18n/failures";
import { nameOf, type Subject } from "../../i18n/labels";
import type { Answer, Score } from "../../recognition/answer";
import type { LiveState } from "../../recognition/live";

/** A label and how probable it is; null while there is no answer. */
export interface ShownScore {
  readonly label: string;
  readonly probability: number | null;
}

/** A doubt between two is told only where the second one is not far-fetched. */
const LEAST_WORTH_NAMING = 0.05;

/** The answer as a sentence for reading. */
export function sentence(answer: Answer, subject: Subject, messages: Messages): string {
  const words = messages.subjects[subject];
  const shown = (label: string): string => {
    const name = nameOf(label, subject, messages);
    return name === label ? label : messages.named(label, name);
  };
  const label = shown(answer.label);
  switch (answer.verdict) {
    case "sure":
      return words.looksLike(label);
    case "unsure": {
      const other = runnerUp(answer);
      if (!other || other.probability < LEAST_WORTH_NAMING) return words.probably(label);
      return words.perhaps(label, shown(other.label));
    }
    case "unknown":
      return words.nothingLike(label);
  }
}

/** How sure the answer is, in a word or two. */
export function verdictWords({ verdict }: Answer, subject: Subject, messages: Messages): string {
  if (verdict === "unknown") return messages.subjects[subject].unknown;
  return messages.verdicts[verdict];
}

/** The same for listening: shorter, and with the numbers that a bar shows to eyes. */
export function announcement(
  state: LiveState<Answer>,
  subject: Subject,
  { messages, format }: Pick<Locale, "messages" | "format">,
): string {
  if (state.status === "failed") return explain(state.failure, { messages, format }).text;
  if (state.status !== "answered") return "";
  const { answer } = state;
  const name = nameOf(answer.label, subject, messages);
  const verdict = verdictWords(answer, subject, messages);
  if (answer.verdict === "unknown") return messages.announcementUnknown(verdict, name);
  return messages.announcement(name, verdict, format.percent(answer.confidence));
}

export function runnerUp({ label, scores }: Answer): Score | undefined {
  const others = scores.filter((score) => score.label !== label);
  return others.sort((a, b) => b.probability - a.probability)[0];
}

/** The `count` most probable, best first; without an answer, as many places without a label. */
export function ranked(scores: readonly ShownScore[], count: number): readonly ShownScore[] {
  if (scores.every(({ probability }) => probability === null)) {
    return Array.from({ length: count }, () => ({ label: "", probability: null }));
  }
  return scores.toSorted((a, b) => (b.probability ?? 0) - (a.probability ?? 0)).slice(0, count);
}
