import { useCallback, useEffect, useState } from "react";
import type { Server } from "../api/client";
import type { ModelRow } from "../api/wire";

const PAUSE_MILLISECONDS = 4000;

/** The served models, null until the server has said which; and a way to ask for them anew. */
export function useModels(server: Server): [readonly ModelRow[] | null, () => void] {
  const [models, setModels] = useState<readonly ModelRow[] | null>(null);
  const [asked, setAsked] = useState(0);
  const refresh = useCallback(() => setAsked((times) => times + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: being asked for is reason enough
  useEffect(() => {
    let wanted = true;
    let pause: ReturnType<typeof setTimeout>;
    const ask = () => {
      server.models().then(
        (rows) => wanted && setModels(rows),
        () => {
          if (wanted) pause = setTimeout(ask, PAUSE_MILLISECONDS);
        },
      );
    };
    ask();
    return () => {
      wanted = false;
      clearTimeout(pause);
    };
  }, [server, asked]);
  return [models, refresh];
}
