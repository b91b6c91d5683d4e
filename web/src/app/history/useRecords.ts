import { useCallback, useEffect, useState } from "react";
import type { Server } from "../../api/client";
import { NO_FILTER, type Order, type RecordFilter, type RecordPage } from "../../learning/record";
import { type Failure, failureOf } from "../../recognition/failure";

export const PAGE_SIZE = 24;

/** While a person types, not every letter is a question. */
const TYPING_MILLISECONDS = 200;

export interface View {
  readonly filter: RecordFilter;
  readonly order: Order;
  readonly offset: number;
}

const FIRST: View = { filter: NO_FILTER, order: "newest", offset: 0 };

/** A page of the history, kept in step with what is asked for. */
export function useRecords(server: Server, profile: string) {
  const [view, setView] = useState(FIRST);
  const [page, setPage] = useState<RecordPage | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [loading, setLoading] = useState(false);
  const [asked, setAsked] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: being asked for is reason enough
  useEffect(() => {
    const question = new AbortController();
    setLoading(true);
    const timer = setTimeout(async () => {
      const { filter, order, offset } = view;
      const place = { offset, limit: PAGE_SIZE };
      try {
        const found = await server.feedback.records(filter, order, place, profile, question.signal);
        if (question.signal.aborted) return;
        setPage(found);
        setFailure(null);
        // The page that was looked at is gone with what stood on it.
        if (found.records.length === 0 && found.total > 0)
          setView({ ...view, offset: lastOf(found) });
      } catch (error) {
        if (question.signal.aborted) return;
        setFailure(failureOf(error));
      }
      setLoading(false);
    }, TYPING_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      question.abort();
    };
  }, [server, profile, view, asked]);

  return {
    view,
    page,
    failure,
    loading,
    reload: useCallback(() => setAsked((times) => times + 1), []),
    /** Other filters or another order begin with the first page. */
    look: (changed: Partial<Omit<View, "offset">>) => setView({ ...view, ...changed, offset: 0 }),
    turn: (offset: number) => setView({ ...view, offset }),
  };
}

function lastOf({ total }: RecordPage): number {
  return Math.floor((total - 1) / PAGE_SIZE) * PAGE_SIZE;
}
