import { useLocale } from "../../i18n/context";
import type { BatchState } from "../../recognition/batch";
import { Announcer } from "../Announcer";
import { Icon } from "../Icon";

const QUIET_MILLISECONDS = 900;

interface BatchProgressProps {
  state: BatchState;
  onCancel(): void;
  onAgain(): void;
  onClear(): void;
}

/** How far it is, and the ways to stop it or to begin anew. */
export function BatchProgress({ state, onCancel, onAgain, onClear }: BatchProgressProps) {
  const { messages, format } = useLocale();
  const words = messages.batches;
  const { status, entries, open } = state;
  const total = entries.length;
  const done = entries.filter(({ result }) => result.kind !== "waiting").length;
  const failed = entries.filter(({ result }) => result.kind === "failed").length;
  const running = status === "running";
  const count = format.count(done);
  const far = open ? words.progressOpen(count) : words.progress(count, format.count(total));
  const end = status === "over" ? words.over : status === "cancelled" ? words.cancelled : "";
  const text = [
    end,
    `${far}${failed > 0 ? `, ${words.failedCount(format.count(failed))}` : ""}`,
  ].join(" ");
  return (
    <div className="card batch-progress">
      <p data-testid="batch-progress">{text.trim()}</p>
      {running && (
        <>
          <progress aria-label={far} max={1} {...(!open && total > 0 && { value: done / total })} />
          <button type="button" className="button wide" onClick={onCancel}>
            <Icon name="close" />
            {words.cancel}
          </button>
        </>
      )}
      {!running && (
        <>
          <button type="button" className="button wide" onClick={onAgain}>
            <Icon name="refresh" />
            {words.again}
          </button>
          <button type="button" className="button wide" onClick={onClear}>
            <Icon name="clear" />
            {words.clear}
          </button>
        </>
      )}
      <Announcer text={running ? "" : text.trim()} quiet={QUIET_MILLISECONDS} />
    </div>
  );
}
