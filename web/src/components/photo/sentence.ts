import type { Locale } from "../../i18n/context";
import { explain } from "../../i18n/failures";
import { labelsText } from "../../i18n/labels";
import type { Answer } from "../../recognition/answer";
import type { LiveState } from "../../recognition/live";
import type { ShownScore } from "../answer/sentence";

/** What a photo shows, for listening. */
export function announced(
  state: LiveState<Answer>,
  locale: Pick<Locale, "messages" | "format">,
): string {
  if (state.status === "failed") return explain(state.failure, locale).text;
  if (state.status !== "answered") return "";
  const words = locale.messages.photos;
  const { labels, verdict } = state.answer;
  const told = labels.length > 0 ? labelsText(labels, locale.messages) : words.showsNothing;
  return words.announcement(told, words.verdicts[verdict]);
}

/** Most probable first; without an answer, the labels in their own order. */
export function ranked(answer: Answer | null, labels: readonly string[]): readonly ShownScore[] {
  if (!answer) return labels.map((label) => ({ label, probability: null }));
  return answer.scores.toSorted((a, b) => b.probability - a.probability);
}
