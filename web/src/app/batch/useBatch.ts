import { useCallback, useState, useSyncExternalStore } from "react";
import { MOST_BYTES, type Question, type Server } from "../../api/client";
import { createSender } from "../../local/batch";
import { BATCH_PACE, Batch, type NamedFile, type SendParcel } from "../../recognition/batch";
import { parcelsOf } from "../../recognition/parcels";
import type { Places } from "../place/usePlaces";

const NOWHERE: SendParcel = async () => {};

/** Many pictures on their way. It goes on while another tab is looked at. */
export function useBatch(server: Server, places: Places) {
  const [batch, setBatch] = useState(() => new Batch(NOWHERE));
  const [files, setFiles] = useState<readonly NamedFile[]>([]);
  const state = useSyncExternalStore(batch.subscribe, batch.state);

  const start = useCallback(
    (files: readonly NamedFile[], question: Question) => {
      const there = senderTo(server, question);
      const here = (ask = places.recogniser(question)) => createSender(ask, MOST_BYTES);
      const next =
        places.place === "device"
          ? new Batch(here())
          : new Batch(there, BATCH_PACE, here(places.onDevice(question)));
      setFiles(files);
      setBatch((last) => {
        last.cancel();
        return next;
      });
      void next.run(parcelsOf(files));
    },
    [server, places],
  );
  return {
    state,
    start,
    again: (question: Question) => start(files, question),
    cancel: () => batch.cancel(),
    clear() {
      batch.cancel();
      setFiles([]);
      setBatch(new Batch(NOWHERE));
    },
  };
}

function senderTo(server: Server, question: Question): SendParcel {
  return async (parcel, onLine, signal) => {
    if (parcel.kind === "archive") return server.photos.batch(question, parcel, onLine, signal);
    const fit = parcel.files.flatMap(({ name, file }, index) => {
      if (file.size <= MOST_BYTES) return [{ name, file, index }];
      // Refused here, before megabytes travel in vain.
      const failure = { kind: "tooLarge", bytes: file.size, limit: MOST_BYTES } as const;
      onLine({ index, name, failure });
      return [];
    });
    if (fit.length === 0) return;
    await server.photos.batch(
      question,
      { kind: "files", files: fit },
      (line) => {
        const sent = fit[line.index];
        if (sent) onLine({ ...line, index: sent.index });
      },
      signal,
    );
  };
}
