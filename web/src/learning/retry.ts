/** Tries again what fails only because the server is away or busy. */

import { failureOf, passes } from "../recognition/failure";

/** Milliseconds before the second, third, … attempt. */
export const PATIENCE: readonly number[] = [500, 1000, 2000, 4000, 8000];

/** For what may be sent twice without being done twice. */
export async function persist<Result>(
  attempt: () => Promise<Result>,
  pauses: readonly number[] = PATIENCE,
): Promise<Result> {
  for (const pause of pauses) {
    try {
      return await attempt();
    } catch (error) {
      if (!passes(failureOf(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return attempt();
}
