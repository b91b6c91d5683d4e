import { createContext, useContext } from "react";
import type { Question } from "../../api/client";
import type { Kept } from "../../kept/kept";
import type { Outbox } from "../../learning/outbox";
import type { Teacher } from "../../learning/teacher";
import type { Answer } from "../../recognition/answer";
import type { Ask } from "../../recognition/live";
import type { Opened } from "../../taught/opened";
import type { Taught } from "../../taught/taught";

/** What becomes of what is said, in whichever tab. */
export interface Keeping {
  readonly kept: Kept;
  readonly outbox: Outbox;
  /** What this device learned by itself. */
  readonly taught: Taught;
  /** Models that were opened from files. */
  readonly opened: Opened;
  /** Who learns on this device; null where the server recognises and learns. */
  readonly teacher: Teacher | null;
  /** Asks whoever learns. */
  recogniser(question: Question): Ask<Answer>;
}

export const KeepingContext = createContext<Keeping | null>(null);

export function useKeeping(): Keeping {
  const keeping = useContext(KeepingContext);
  if (!keeping) throw new Error("What is said can only be kept inside of <App>.");
  return keeping;
}
