/** Whoever learns on this device from what was said here. */

import type { JobResult } from "./job";

export interface Teacher {
  /**
   * Learns anew from all that this device keeps of a recogniser and a profile: also after something
   * was taken back. Null where there was nothing to be learned.
   */
  learn(recognizer: string, profile: string): Promise<JobResult | null>;
}
