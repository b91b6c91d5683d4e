import { useCallback, useState } from "react";
import type { Server } from "../../api/client";
import { type CorrectionFilter, NO_CORRECTION_FILTER } from "../../learning/correction";
import { type Place, usePages } from "../lists/usePages";

export const PAGE_SIZE = 24;

/** A page of the corrections, kept in step with what is asked for. */
export function useSaid(server: Server, profile: string) {
  const [filter, setFilter] = useState<CorrectionFilter>(NO_CORRECTION_FILTER);
  const load = useCallback(
    async (place: Place, signal: AbortSignal) => {
      const page = await server.feedback.corrections(filter, place, profile, signal);
      return { ...page, here: page.corrections.length };
    },
    [server, profile, filter],
  );
  return { filter, setFilter, ...usePages(load, PAGE_SIZE) };
}
