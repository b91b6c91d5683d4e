import { useCallback, useMemo } from "react";
import type { Server } from "../../api/client";
import { NO_FILTER, ORDERS, type Order, type RecordFilter } from "../../learning/record";
import { VERDICTS } from "../../recognition/answer";
import { day, oneOf, type Parsers, share, text, truth, useAddressed } from "../lists/useAddressed";
import { type Place, usePages } from "../lists/usePages";

export const PAGE_SIZE = 24;

export interface View {
  readonly filter: RecordFilter;
  readonly order: Order;
}

const FIRST = { ...NO_FILTER, order: "newest" as Order };

const PARSERS: Parsers<typeof FIRST> = {
  recognizer: text,
  label: text,
  verdict: oneOf(VERDICTS),
  corrected: truth,
  minConfidence: share,
  maxConfidence: share,
  since: day,
  until: day,
  order: oneOf(ORDERS),
};

/** A page of the history, kept in step with what is asked for. */
export function useRecords(server: Server, profile: string) {
  const [looked, setLooked] = useAddressed("history", FIRST, PARSERS);
  const view = useMemo<View>(() => {
    const { order, ...filter } = looked;
    return { filter, order };
  }, [looked]);
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
    look({ filter = view.filter, order = view.order }: Partial<View>) {
      setLooked({ ...filter, order });
    },
  };
}
