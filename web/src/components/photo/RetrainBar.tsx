import { useState } from "react";
import { useLocale } from "../../i18n/context";
import { hasEnded, type Job } from "../../learning/job";
import type { Failure } from "../../recognition/failure";
import { Confirm } from "../Confirm";
import { JobStatus } from "../versions/JobStatus";

interface RetrainBarProps {
  /** What is under way, or was last. */
  job: Job | null;
  failure: Failure | null;
  onRetrain(): void;
  onStop(): void;
}

/** Learning from all corrections, once a person is sure, and how far it is. */
export function RetrainBar({ job, failure, onRetrain, onStop }: RetrainBarProps) {
  const { messages } = useLocale();
  const words = messages.photos;
  const [sure, setSure] = useState(false);
  const running = job !== null && !hasEnded(job);
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
      <JobStatus
        job={job}
        failure={failure}
        className="retrain-text"
        testId="retrain"
        onStop={onStop}
      />
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
