import { useCallback, useState, useSyncExternalStore } from "react";
import { MOST_BYTES, type Question, type Server } from "../../api/client";
import { Batch, type NamedFile, type SendParcel } from "../../recognition/batch";
import { parcelsOf } from "../../recognition/parcels";

const NOWHERE: SendParcel = async () => {};

/** Many pictures on their way. It goes on while another tab is looked at. */
export function useBatch(server: Server) {
  const [batch, setBatch] = useState(() => new Batch(NOWHERE));
  const [files, setFiles] = useState<readonly NamedFile[]>([]);
  const state = useSyncExternalStore(batch.subscribe, batch.state);

  const start = useCallback(
    (files: readonly NamedFile[], question: Question) => {
      const next = new Batch(async (parcel, onLine, signal) => {
        if (parcel.kind === "archive") {
          return server.photos.batch(question, parcel, onLine, signal);
        }
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
      });
      setFiles(files);
      setBatch((last) => {
        last.cancel();
        return next;
      });
      void next.run(parcelsOf(files));
    },
    [server],
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
