import { useEffect, useState } from "react";
import type { Server } from "../../api/client";
import type { VersionDiff } from "../../learning/version";
import { type Failure, failureOf } from "../../recognition/failure";

/** Two versions side by side; null while they are compared, or where there are no two. */
export function useDiff(server: Server, model: string, a: string | null, b: string | null) {
  const [diff, setDiff] = useState<VersionDiff | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    setDiff(null);
    setFailure(null);
    if (a === null || b === null || a === b) return;
    const question = new AbortController();
    server.registry.diff(model, a, b, question.signal).then(
      (found) => !question.signal.aborted && setDiff(found),
      (error: unknown) => !question.signal.aborted && setFailure(failureOf(error)),
    );
    return () => question.abort();
  }, [server, model, a, b]);
  return { diff, failure };
}
