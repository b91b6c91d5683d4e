import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { type Ask, LiveRecognition } from "../../recognition/live";
import type { FilePicture } from "../../recognition/picture";

/**
 * The answer to `ask` about a photo; null asks nothing. Where only the question changes, what was
 * answered stays until the new answer is there; with another photo or `topic` it goes at once.
 */
export function useAsked<Answer>(
  ask: Ask<Answer> | null,
  picture: FilePicture | null,
  topic: string,
) {
  const current = useRef(ask);
  const [live] = useState(
    () =>
      new LiveRecognition<Answer>((picture, signal) => {
        if (!current.current) throw new Error("Nothing is to be asked.");
        return current.current(picture, signal);
      }),
  );
  const state = useSyncExternalStore(live.subscribe, live.state);
  const last = useRef({ picture, topic });

  useEffect(() => {
    current.current = ask;
    const { picture: before, topic: then } = last.current;
    if (!ask || !picture || before !== picture || then !== topic) live.clear();
    last.current = { picture, topic };
    if (ask && picture) live.replace(() => picture);
  }, [live, ask, picture, topic]);
  useEffect(() => {
    window.addEventListener("online", live.retryNow);
    return () => {
      window.removeEventListener("online", live.retryNow);
      live.clear();
    };
  }, [live]);

  /** Asks the same once more: another version may answer it by now. */
  const again = useCallback(() => {
    if (picture) live.replace(() => picture);
  }, [live, picture]);
  return { state, again };
}
