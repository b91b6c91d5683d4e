import { useEffect, useState } from "react";
import type { Server } from "../../api/client";
import type { CorrectionRecord } from "../../learning/correction";
import { type Failure, failureOf } from "../../recognition/failure";

/** All that was said of the picture of a correction; null while it is not known. */
export function useHistoryOf(server: Server, about: CorrectionRecord | null) {
  const [said, setSaid] = useState<readonly CorrectionRecord[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    setSaid(null);
    setFailure(null);
    if (!about) return;
    const question = new AbortController();
    server.feedback.saidOf(about.image, about.recognizer, question.signal).then(
      (found) => !question.signal.aborted && setSaid(found),
      (error: unknown) => !question.signal.aborted && setFailure(failureOf(error)),
    );
    return () => question.abort();
  }, [server, about]);
  return { said, failure };
}
