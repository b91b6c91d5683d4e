import { useEffect, useState } from "react";
import type { Server } from "../api/client";
import type { ModelRow } from "../api/wire";

const PAUSE_MILLISECONDS = 4000;

/** The served models that take ink; null until the server has said which. */
export function useModels(server: Server): readonly ModelRow[] | null {
  const [models, setModels] = useState<readonly ModelRow[] | null>(null);
  useEffect(() => {
    let wanted = true;
    let pause: ReturnType<typeof setTimeout>;
    const ask = () => {
      server.models().then(
        (rows) => wanted && setModels(rows.filter(({ input }) => input === "ink")),
        () => {
          pause = setTimeout(ask, PAUSE_MILLISECONDS);
        },
      );
    };
    ask();
    return () => {
      wanted = false;
      clearTimeout(pause);
    };
  }, [server]);
  return models;
}
