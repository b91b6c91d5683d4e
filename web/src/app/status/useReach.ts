import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Reach } from "../../api/reach";

/** How long it is news that the server is back. */
const NEWS_MILLISECONDS = 6000;

/** Whether the server is away, has just come back, or is there as ever. */
export function useReach(reach: Reach, onBack: () => void): "away" | "back" | "there" {
  const away = useSyncExternalStore(reach.subscribe, reach.away);
  const [back, setBack] = useState(false);
  const before = useRef(away);
  const listener = useRef(onBack);
  useEffect(() => {
    listener.current = onBack;
  });
  useEffect(() => {
    if (before.current === away) return;
    before.current = away;
    setBack(!away);
    if (away) return;
    listener.current();
    const timer = setTimeout(setBack, NEWS_MILLISECONDS, false);
    return () => clearTimeout(timer);
  }, [away]);
  if (away) return "away";
  return back ? "back" : "there";
}
