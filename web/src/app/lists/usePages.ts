import { useCallback, useEffect, useState } from "react";
import { type Failure, failureOf } from "../../recognition/failure";

/** While a person types, not every letter is a question. */
const TYPING_MILLISECONDS = 200;

export interface Place {
  readonly offset: number;
  readonly limit: number;
}

/** A part of a list, and how long the list is. */
export interface Part {
  readonly total: number;
  /** How many stand in this part. */
  readonly here: number;
}

/** Asks for a part of a list; another function is another question. */
export type LoadPart<Found extends Part> = (place: Place, signal: AbortSignal) => Promise<Found>;

/** A page of a list, kept in step with what is asked for; each new question begins at its start. */
export function usePages<Found extends Part>(load: LoadPart<Found>, size: number) {
  const [place, setPlace] = useState({ load, offset: 0 });
  const [page, setPage] = useState<Found | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [loading, setLoading] = useState(false);
  const [asked, setAsked] = useState(0);
  const offset = place.load === load ? place.offset : 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: being asked for is reason enough
  useEffect(() => {
    const question = new AbortController();
    setLoading(true);
    const timer = setTimeout(async () => {
      try {
        const found = await load({ offset, limit: size }, question.signal);
        if (question.signal.aborted) return;
        setPage(found);
        setFailure(null);
        // The page that was looked at is gone with what stood on it.
        if (found.here === 0 && found.total > 0) {
          setPlace({ load, offset: Math.floor((found.total - 1) / size) * size });
        }
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
  }, [load, offset, size, asked]);

  return {
    page,
    offset,
    failure,
    loading,
    reload: useCallback(() => setAsked((times) => times + 1), []),
    turn: (offset: number) => setPlace({ load, offset }),
  };
}
