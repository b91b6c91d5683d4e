import type { Server } from "../../api/client";
import { OutcomeNote } from "../../components/correction/OutcomeNote";
import { PictureThumb } from "../../components/PictureThumb";
import { UndoBar } from "../../components/records/UndoBar";
import { useLocale } from "../../i18n/context";
import type { Messages } from "../../i18n/en";
import type { Format } from "../../i18n/format";
import type { useCardCorrection } from "./useCardCorrection";
import type { Deletion, useDeletion } from "./useDeletion";

interface HistoryBarsProps {
  server: Server;
  deletion: ReturnType<typeof useDeletion>;
  correction: ReturnType<typeof useCardCorrection>;
}

/** What was just deleted or corrected, above the page's end. */
export function HistoryBars({ deletion, correction }: HistoryBarsProps) {
  const { messages, format } = useLocale();
  const { deletion: done } = deletion;
  const { shown } = correction;
  return (
    <div className="bottom-bars">
      <UndoBar
        text={done ? deletionWords(done, messages, format) : ""}
        failure={done && "failure" in done ? done.failure : null}
        canUndo={done?.kind === "removed" || done?.kind === "notRestored"}
        onUndo={() => void deletion.undo()}
        onDismiss={deletion.dismiss}
      />
      <OutcomeNote
        flow={shown}
        picture={
          shown && <PictureThumb picture={shown.picture} name={messages.feedback.aboutPicture} />
        }
        onRetry={correction.retry}
        onWithdraw={correction.withdraw}
        onDismiss={correction.dismiss}
      />
    </div>
  );
}

function deletionWords(done: Deletion, { records }: Messages, format: Format): string {
  switch (done.kind) {
    case "removed":
      return records.removed(format.count(done.ids.length));
    case "restored":
      return records.restored(format.count(done.ids.length));
    case "notRemoved":
      return records.notRemoved;
    case "notRestored":
      return records.notRestored;
  }
}
