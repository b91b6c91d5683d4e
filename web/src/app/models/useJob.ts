import { useCallback, useEffect, useState } from "react";
import type { Server } from "../../api/client";
import { followJob, type Job } from "../../learning/job";
import { type Failure, failureOf } from "../../recognition/failure";

/** Learning that was begun here or elsewhere, followed while it is looked at. */
export function useJob(server: Server, model: string, profile: string, onEnd: () => void) {
  const [job, setJob] = useState<Job | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const id = job?.id;

  // What somebody else began is shown as well.
  useEffect(() => {
    const question = new AbortController();
    server.registry.running(model, question.signal).then(
      ([newest]) => newest && !question.signal.aborted && setJob(newest),
      () => {},
    );
    return () => question.abort();
  }, [server, model]);
  useEffect(() => {
    if (id === undefined) return;
    const following = new AbortController();
    followJob(server.registry.jobs, id, setJob, following.signal).then(onEnd, () => {});
    return () => following.abort();
  }, [server, id, onEnd]);

  const begin = useCallback(
    async (deep: boolean) => {
      setFailure(null);
      try {
        setJob(await server.registry.retrain(model, deep, profile));
      } catch (error) {
        setFailure(failureOf(error));
      }
    },
    [server, model, profile],
  );
  const stop = async () => {
    if (id === undefined) return;
    try {
      await server.registry.cancel(id);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return { job, failure, begin, stop };
}
