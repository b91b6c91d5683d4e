import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Server } from "../../api/client";
import { LiveRecognition } from "../../recognition/live";

/** One recogniser of the server, kept in step with whatever it is shown. */
export function useRecognition(server: Server, model: string) {
  const live = useMemo(() => new LiveRecognition(server.recogniser(model)), [server, model]);
  const state = useSyncExternalStore(live.subscribe, live.state);
  const [labels, setLabels] = useState<readonly string[]>([]);
  useEffect(() => {
    let wanted = true;
    server.card(model).then(
      (card) => wanted && setLabels(card.labels),
      // Asked for again with the first drawing, which then says what is wrong.
      () => undefined,
    );
    window.addEventListener("online", live.retryNow);
    return () => {
      wanted = false;
      window.removeEventListener("online", live.retryNow);
      live.clear();
    };
  }, [server, model, live]);
  return { live, state, labels };
}
