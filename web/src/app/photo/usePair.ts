import { useEffect, useState } from "react";
import type { Answer } from "../../recognition/answer";

interface Pair {
  readonly about: unknown;
  readonly topic: string;
  /** What the version before said; null until a new one has answered. */
  readonly before: Answer | null;
  readonly after: Answer;
}

/** What two versions said about the same thing, one after the other. */
export function usePair(
  answer: Answer | null,
  about: unknown,
  topic: string,
): { readonly before: Answer; readonly after: Answer } | null {
  const [pair, setPair] = useState<Pair | null>(null);
  useEffect(() => {
    if (answer) setPair((last) => next(last, answer, about, topic));
  }, [answer, about, topic]);
  if (!pair?.before || pair.about !== about || pair.topic !== topic) return null;
  return { before: pair.before, after: pair.after };
}

function next(last: Pair | null, after: Answer, about: unknown, topic: string): Pair {
  const same = last && last.about === about && last.topic === topic ? last : null;
  const before = same && same.after.model !== after.model ? same.after : (same?.before ?? null);
  return { about, topic, before, after };
}
