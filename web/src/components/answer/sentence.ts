import type { Locale } from "../../i18n/context";
import type { Messages } from "../../i18n/en";
import { explain } from "../../i18n/failures";
import type { Answer } from "../../recognition/answer";
import type { LiveState } from "../../recognition/live";

/** The answer as a sentence for reading. */
export function sentence(answer: Answer, { sentences }: Messages): string {
  switch (answer.verdict) {
    case "sure":
      return sentences.sure(answer.label);
    case "unsure":
      return sentences.unsure(answer.label, runnerUp(answer) ?? answer.label);
    case "unknown":
      return sentences.unknown(answer.label);
  }
}

/** The same for listening: shorter, and with the numbers that a bar shows to eyes. */
export function announcement(state: LiveState, { messages, format }: Locale): string {
  if (state.status === "failed") return explain(state.failure, { messages, format }).text;
  if (state.status !== "answered") return "";
  const { verdict, label, confidence } = state.answer;
  if (verdict === "unknown") return messages.announcementUnknown(label);
  return messages.announcement(label, messages.verdicts[verdict], format.percent(confidence));
}

export function runnerUp({ label, scores }: Answer): string | undefined {
  const others = scores.filter((score) => score.label !== label);
  return others.sort((a, b) => b.probability - a.probability)[0]?.label;
}
