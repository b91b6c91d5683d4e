/** What a job is at and what it made, as a sentence. */

import type { Locale } from "../../i18n/context";
import { hasEnded, type Job } from "../../learning/job";

export function jobWords(job: Job, locale: Pick<Locale, "messages" | "format">): string {
  return hasEnded(job) ? endWords(job, locale) : progressWords(job, locale);
}

function progressWords(
  { kind, state, progress }: Job,
  { messages, format }: Pick<Locale, "messages" | "format">,
): string {
  const words = messages.jobs;
  const { epoch, epochs } = progress;
  if (state === "queued") return words.progress(words.kinds[kind], words.queued);
  const how =
    epoch !== null && epochs !== null
      ? words.epoch(format.count(epoch), format.count(epochs))
      : words.running;
  return words.progress(words.kinds[kind], how);
}

function endWords(
  { state, result, error }: Job,
  { messages, format }: Pick<Locale, "messages" | "format">,
): string {
  const words = messages.jobs;
  if (state === "cancelled") return words.cancelled;
  if (state === "failed") return `${words.failed} ${error}`.trim();
  if (!result || result.number === null) return words.nothing;
  const version = messages.versions.number(format.count(result.number));
  if (result.promoted) return words.promoted(version);
  return result.decision?.approved ? words.approved(version) : words.refused(version);
}

/** How far a long job is, 0 to 1; null where nobody can tell. */
export function jobShare({ progress: { epoch, epochs } }: Job): number | null {
  return epoch !== null && epochs !== null && epochs > 0 ? epoch / epochs : null;
}
