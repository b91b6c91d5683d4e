/** What became of a correction, as a sentence. */

import type { Locale } from "../../i18n/context";
import { checkWords } from "../../i18n/decision";
import { explain } from "../../i18n/failures";
import { known, nameOf, subjectOf } from "../../i18n/labels";
import { type Decision, objections } from "../../learning/decision";
import type { Flow } from "../../learning/flow";
import type { Fresh, Outcome } from "../../learning/outcome";
import type { Answer } from "../../recognition/answer";

type Words = Pick<Locale, "messages" | "format">;

/** What there is beyond our own words: the server's, in English. */
export function stepDetail({ step }: Flow, locale: Words): string | null {
  if ("failure" in step) return explain(step.failure, locale).detail;
  const unlearned = step.kind === "over" && step.outcome.kind === "unlearned";
  return (unlearned && step.outcome.error) || null;
}

export function stepWords({ step, recognizer }: Flow, locale: Words): string {
  const words = locale.messages.feedback;
  switch (step.kind) {
    case "saving":
      return words.saving;
    case "unsaved":
      return words.unsaved(explain(step.failure, locale).text);
    case "waiting":
      return words.sentLater;
    case "saved":
      return words.saved;
    case "learning":
      return words.learning;
    case "asking":
      return words.asking;
    case "over":
      return outcomeWords(step.outcome, recognizer, locale);
    case "unclear":
      return words.unclear(explain(step.failure, locale).text);
    case "withdrawn":
      return words.withdrawn;
    case "kept":
      return words.notWithdrawn(explain(step.failure, locale).text);
  }
}

export function outcomeWords(outcome: Outcome, model: string, locale: Words): string {
  const words = locale.messages.feedback;
  const { number, answer } = outcome.fresh;
  const version = answer.place === "device" ? words.thisDevice : versionWords(number, locale);
  const says = freshWords(outcome.fresh, model, locale);
  switch (outcome.kind) {
    case "learned":
      return words.learned(version, says);
    case "right":
      return words.alreadyRight(version, says);
    case "notYet":
      return words.notYet(version, says, reasonsOf(outcome.decision, locale)).trim();
    case "refused":
      return words.refused(version, says, reasonsOf(outcome.decision, locale));
    case "waiting":
      return words.waiting(versionWords(outcome.candidate, locale), version, says);
    case "unlearned":
      return words.unlearned(version, says);
  }
}

function reasonsOf(decision: Decision | null, locale: Words): string {
  const checks = decision ? objections(decision) : [];
  return checks.map((check) => checkWords(check, locale).text).join(" ");
}

function versionWords(number: number | null, { messages, format }: Words): string {
  const words = messages.feedback;
  return number === null ? words.liveVersion : words.versionNumber(format.count(number));
}

/** The labels that a photo is given, each with its own probability. */
function given({ labels, scores }: Answer, { messages, format }: Words): string {
  const words = messages.feedback;
  if (labels.length === 0) return words.seesNothing;
  const told = labels.map((label) => {
    const share = scores.find((score) => score.label === label)?.probability ?? 0;
    return words.seen(known(messages.photoLabels, label), format.percent(share));
  });
  return words.sees(told.join(", "));
}

/** The model's own label and its own confidence, from the answer that it has just given. */
function freshWords({ answer }: Fresh, model: string, { messages, format }: Words): string {
  const words = messages.feedback;
  const { label, verdict, confidence, scores } = answer;
  if (answer.task === "many") return given(answer, { messages, format });
  if (verdict === "unknown") return words.readsNothing;
  const subject = subjectOf(
    model,
    scores.map((score) => score.label),
  );
  const name = nameOf(label, subject, messages);
  const shown = name === label ? label : messages.named(label, name);
  return words.readsAs(shown, format.percent(confidence));
}
