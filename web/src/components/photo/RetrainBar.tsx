import { useState } from "react";
import { useLocale } from "../../i18n/context";
import { hasEnded, type Job } from "../../learning/job";
import type { Failure } from "../../recognition/failure";
import { Announcer } from "../Announcer";
import { Confirm } from "../Confirm";
import { Problem } from "../Problem";
import { jobShare, jobWords } from "../versions/jobWords";

const QUIET_MILLISECONDS = 400;

interface RetrainBarProps {
  /** What is under way, or was last. */
  job: Job | null;
  failure: Failure | null;
  onRetrain(): void;
  onStop(): void;
}

/** Learning from all corrections, once a person is sure, and how far it is. */
export function RetrainBar({ job, failure, onRetrain, onStop }: RetrainBarProps) {
  const locale = useLocale();
  const words = locale.messages.photos;
  const [sure, setSure] = useState(false);
  const running = job !== null && !hasEnded(job);
  const text = job ? jobWords(job, locale) : "";
  const share = job && running ? jobShare(job) : null;
  return (
    <div className="retrain">
      <button
        type="button"
        className="button wide"
        // Not `disabled`: the button that was just pressed would lose the focus.
        aria-disabled={running}
        aria-haspopup="dialog"
        onClick={() => !running && setSure(true)}
      >
        {words.retrain}
      </button>
      <p className="retrain-text" data-testid="retrain">
        {text}
      </p>
      {running && (
        <>
          <progress aria-label={text} {...(share !== null && { value: share })} />
          <button type="button" className="button wide" onClick={onStop}>
            {locale.messages.jobs.stop}
          </button>
        </>
      )}
      <Announcer text={text} quiet={QUIET_MILLISECONDS} />
      {failure && <Problem failure={failure} />}
      <Confirm
        open={sure}
        title={words.retrainTitle}
        action={words.retrain}
        onClose={() => setSure(false)}
        onConfirm={() => {
          setSure(false);
          onRetrain();
        }}
      >
        <p>{words.retrainHelp}</p>
      </Confirm>
    </div>
  );
}
