/** Two recognisers of which the second stands in for the first. */

import { type Failure, failureOf } from "../recognition/failure";
import type { Ask } from "../recognition/live";

/** What is wrong with a picture is wrong everywhere: then the other one is not asked. */
export function either<Answer>(first: Ask<Answer>, second: Ask<Answer>): Ask<Answer> {
  return async (picture, signal) => {
    try {
      return await first(picture, signal);
    } catch (error) {
      if (signal.aborted || !isElsewhere(failureOf(error))) throw error;
      try {
        return await second(picture, signal);
      } catch {
        throw error;
      }
    }
  };
}

/** Whether it was not the picture that was at fault, nor what was asked about it. */
function isElsewhere(failure: Failure): boolean {
  return failure.kind !== "problem" || failure.status === 0 || failure.status >= 500;
}
