import { useState } from "react";
import type { Server } from "../../api/client";
import { type Failure, failureOf } from "../../recognition/failure";

/** What the bar at the bottom says. */
export interface Withdrawal {
  readonly kind: "withdrawn" | "reinstated" | "notWithdrawn" | "notReinstated";
  readonly id: string;
  readonly failure: Failure | null;
}

/** Takes corrections back, and puts them back. */
export function useWithdrawal(server: Server, onChange: () => void) {
  const [done, setDone] = useState<Withdrawal | null>(null);
  const attempt = async (
    id: string,
    act: () => Promise<void>,
    kind: Withdrawal["kind"],
    otherwise: Withdrawal["kind"],
  ) => {
    try {
      await act();
      setDone({ kind, id, failure: null });
      onChange();
    } catch (error) {
      setDone({ kind: otherwise, id, failure: failureOf(error) });
    }
  };
  const { feedback } = server;
  return {
    done,
    withdraw: (id: string) => attempt(id, () => feedback.withdraw(id), "withdrawn", "notWithdrawn"),
    undo: (id: string) =>
      attempt(id, () => feedback.reinstate([id]), "reinstated", "notReinstated"),
    dismiss: () => setDone(null),
  };
}
