import { useCallback, useEffect, useState } from "react";
import type { Server } from "../../api/client";
import type { VersionList } from "../../learning/version";
import { type Failure, failureOf } from "../../recognition/failure";

interface Loaded {
  readonly model: string;
  readonly profile: string;
  readonly list: VersionList;
}

/** The versions of one model; null until they are known. */
export function useVersions(server: Server, model: string | null, profile: string) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: being asked for is reason enough
  useEffect(() => {
    if (model === null) return;
    const question = new AbortController();
    server.registry.versions(model, profile, question.signal).then(
      (list) => {
        if (question.signal.aborted) return;
        setLoaded({ model, profile, list });
        setFailure(null);
      },
      (error: unknown) => !question.signal.aborted && setFailure(failureOf(error)),
    );
    return () => question.abort();
  }, [server, model, profile, asked]);
  const current = loaded?.model === model && loaded.profile === profile ? loaded.list : null;
  return {
    list: current,
    failure,
    reload: useCallback(() => setAsked((times) => times + 1), []),
  };
}
