import { useEffect, useRef } from "react";
import { isFinished } from "../../learning/flow";
import type { Flows } from "./useFlows";

/** What became of one thing is of no interest beside the next: it goes when `about` changes. */
export function useDismissal({ flows, dismiss }: Pick<Flows, "flows" | "dismiss">, about: unknown) {
  const seen = useRef(about);
  useEffect(() => {
    if (seen.current === about) return;
    seen.current = about;
    for (const flow of flows) if (isFinished(flow)) dismiss(flow.id);
  }, [about, flows, dismiss]);
}
