import { useCallback, useState } from "react";
import type { Server } from "../../api/client";
import { NO_FILTER, type Order, type RecordFilter } from "../../learning/record";
import { type Place, usePages } from "../lists/usePages";

export const PAGE_SIZE = 24;

export interface View {
  readonly filter: RecordFilter;
  readonly order: Order;
}

const FIRST: View = { filter: NO_FILTER, order: "newest" };

/** A page of the history, kept in step with what is asked for. */
export function useRecords(server: Server, profile: string) {
  const [view, setView] = useState(FIRST);
  const load = useCallback(
    async (place: Place, signal: AbortSignal) => {
      const { filter, order } = view;
      const page = await server.feedback.records(filter, order, place, profile, signal);
      return { ...page, here: page.records.length };
    },
    [server, profile, view],
  );
  return {
    view,
    ...usePages(load, PAGE_SIZE),
    look: (changed: Partial<View>) => setView({ ...view, ...changed }),
  };
}
