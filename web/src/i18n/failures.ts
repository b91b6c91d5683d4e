/** Says in a person's language why there is no answer. */

import type { Failure } from "../recognition/failure";
import type { Locale } from "./context";
import type { Messages } from "./en";

const URN = "urn:vistazo:problem:";

export interface Explanation {
  readonly text: string;
  /** The server's own words, in English, where there are none of ours. */
  readonly detail: string | null;
}

export function explain(
  failure: Failure,
  { messages, format }: Pick<Locale, "messages" | "format">,
): Explanation {
  switch (failure.kind) {
    case "away":
      return { text: messages.failures.away, detail: null };
    case "busy":
      return { text: messages.failures.busy, detail: null };
    case "tooLarge": {
      const size = format.megabytes(failure.bytes);
      const limit = format.megabytes(failure.limit);
      return { text: messages.failures.tooLarge(size, limit), detail: null };
    }
    case "problem": {
      const text = ofProblem(failure.type, messages);
      if (text) return { text, detail: null };
      return {
        text: messages.failures.unexpected,
        detail: failure.detail || failure.title || `HTTP ${failure.status}`,
      };
    }
  }
}

function ofProblem(type: string, messages: Messages): string | undefined {
  if (!type.startsWith(URN)) return undefined;
  const kind = type.slice(URN.length);
  return Object.entries(messages.problems).find(([name]) => name === kind)?.[1];
}
