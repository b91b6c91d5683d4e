import { useState } from "react";
import type { Server } from "../../api/client";
import { type Failure, failureOf } from "../../recognition/failure";
import { useKeeping } from "../learning/keeping";

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
  const { kept, taught } = useKeeping();
  /** What holds no more for the server, this device does not learn from either. */
  const holdHere = async (id: string, withdrawn: boolean) => {
    await kept.corrections.change(id, { withdrawn });
    const one = await kept.corrections.find(id);
    if (one?.stays) void taught.learn(one.recognizer, one.profile).catch(() => null);
  };
  const withdraw = async (id: string) => {
    await feedback.withdraw(id);
    await holdHere(id, true);
  };
  const reinstate = async (id: string) => {
    await feedback.reinstate([id]);
    await holdHere(id, false);
  };
  return {
    done,
    withdraw: (id: string) => attempt(id, () => withdraw(id), "withdrawn", "notWithdrawn"),
    undo: (id: string) => attempt(id, () => reinstate(id), "reinstated", "notReinstated"),
    dismiss: () => setDone(null),
  };
}
