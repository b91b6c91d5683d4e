import { useEffect, useState } from "react";
import { WaitingList } from "../../components/status/WaitingList";
import type { KeptCorrection } from "../../kept/kept";
import { useKeeping } from "../learning/keeping";

/** What waits to be sent, and what can be done about it. */
export function Waiting() {
  const { kept, outbox, taught } = useKeeping();
  const [corrections, setCorrections] = useState<readonly KeptCorrection[] | null>(null);
  useEffect(() => {
    let wanted = true;
    const find = async () => {
      const { all } = kept.corrections;
      const found = await Promise.all([all("refused"), all("waiting")]);
      if (wanted) setCorrections(found.flat());
    };
    void find();
    const unsubscribe = kept.corrections.subscribe(() => void find());
    return () => {
      wanted = false;
      unsubscribe();
    };
  }, [kept]);
  const withdraw = async (one: KeptCorrection) => {
    await outbox.withdraw(one);
    outbox.hurry();
    if (one.stays) await taught.learn(one.recognizer, one.profile).catch(() => null);
  };
  return (
    <WaitingList
      corrections={corrections}
      onSend={outbox.hurry}
      onAgain={(one) => void outbox.again([one.id])}
      onWithdraw={(one) => void withdraw(one)}
    />
  );
}
