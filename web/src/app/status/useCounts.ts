import { useEffect, useState } from "react";
import type { Kept } from "../../kept/kept";

export interface Counts {
  readonly waiting: number;
  readonly refused: number;
  readonly durable: boolean;
}

const NOTHING: Counts = { waiting: 0, refused: 0, durable: true };

/** How many corrections the server does not have, kept in step with what all tabs do. */
export function useCounts(kept: Kept): Counts {
  const [counts, setCounts] = useState(NOTHING);
  useEffect(() => {
    let wanted = true;
    let turn = 0;
    const count = async () => {
      turn += 1;
      const own = turn;
      const [waiting, refused] = await Promise.all([
        kept.corrections.count("waiting"),
        kept.corrections.count("refused"),
      ]);
      if (wanted && own === turn) setCounts({ waiting, refused, durable: kept.durable });
    };
    void count();
    const unsubscribe = kept.corrections.subscribe(() => void count());
    return () => {
      wanted = false;
      unsubscribe();
    };
  }, [kept]);
  return counts;
}
