import { lazy, Suspense, useEffect, useState } from "react";
import type { Reach } from "../../api/reach";
import { Modal } from "../../components/Modal";
import { StatusBar } from "../../components/status/StatusBar";
import { useLocale } from "../../i18n/context";
import { useKeeping } from "../learning/keeping";
import { useCounts } from "./useCounts";
import { useReach } from "./useReach";

const Waiting = lazy(async () => ({ default: (await import("./Waiting")).Waiting }));

interface StatusProps {
  reach: Reach;
  isSite: boolean;
  /** The server answers again. */
  onBack(): void;
}

/** Whether the server is there, and what waits for it. */
export function Status({ reach, isSite, onBack }: StatusProps) {
  const { messages } = useLocale();
  const words = messages.keeping;
  const { kept, outbox } = useKeeping();
  const { waiting, refused, durable } = useCounts(kept);
  const [open, setOpen] = useState(false);
  const [told, setTold] = useState(false);
  const state = useReach(reach, () => {
    outbox.hurry();
    onBack();
  });
  useEffect(() => outbox.hurry(), [outbox]);
  useEffect(() => {
    if (durable || waiting === 0) return;
    const ask = (event: Event) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [durable, waiting]);
  // A page that came without HTTPS keeps nothing of itself.
  const alone = "serviceWorker" in navigator && navigator.serviceWorker.controller !== null;
  const away = isSite ? words.awaySite : alone ? words.away : words.awayOnly;
  return (
    <>
      <StatusBar
        reach={state}
        waiting={waiting}
        refused={refused}
        fleeting={!durable && !told}
        onDetails={() => setOpen(true)}
        onDismiss={() => setTold(true)}
      />
      <Modal open={open} title={words.label} onClose={() => setOpen(false)}>
        {state === "away" && <p>{away}</p>}
        {!isSite && (
          <Suspense fallback={<p>{messages.loading}</p>}>
            <Waiting />
          </Suspense>
        )}
      </Modal>
    </>
  );
}
