import type { Server } from "../../api/client";
import type { ModelRow } from "../../api/wire";
import { LabelPicker } from "../../components/correction/LabelPicker";
import { useLocale } from "../../i18n/context";
import { subjectOf } from "../../i18n/labels";
import type { useCardCorrection } from "./useCardCorrection";

interface HistoryPickerProps {
  server: Server;
  models: readonly ModelRow[] | null;
  correction: ReturnType<typeof useCardCorrection>;
}

/** The same picker as under a drawing, for what stands in the history. */
export function HistoryPicker({ server, models, correction }: HistoryPickerProps) {
  const { messages } = useLocale();
  const { asked } = correction;
  const row = models?.find(({ name }) => name === asked?.recognizer);
  const seen = asked?.top.map(({ label }) => label) ?? [];
  const labels = row?.labels ?? [];
  return (
    <LabelPicker
      open={asked !== null}
      choices={{
        // One's own version may have labels that everybody's lacks.
        labels: [...labels, ...seen.filter((label) => !labels.includes(label))],
        subject: subjectOf(asked?.recognizer ?? "", labels),
        probable: asked?.top ?? [],
      }}
      given={asked && row?.task === "many" ? asked.labels : null}
      picture={
        asked && (
          <img
            className={asked.source === "draw" ? "thumb drawn" : "thumb"}
            src={server.feedback.thumbnail(asked.image)}
            alt={messages.feedback.aboutPicture}
          />
        )
      }
      onPick={(picked) => void correction.pick(picked)}
      onClose={correction.close}
    />
  );
}
