import { useState } from "react";
import { useLocale } from "../../i18n/context";
import { hasEnded, type Job } from "../../learning/job";
import type { Failure } from "../../recognition/failure";
import { Confirm } from "../Confirm";
import { JobStatus } from "./JobStatus";

interface LearnBarProps {
  /** Whether the whole network can be trained. */
  deep: boolean;
  /** What is under way, or was last. */
  job: Job | null;
  failure: Failure | null;
  onLearn(deep: boolean): void;
  onStop(): void;
}

/** Learning on demand, and how far it is. */
export function LearnBar({ deep, job, failure, onLearn, onStop }: LearnBarProps) {
  const { messages } = useLocale();
  const words = messages.jobs;
  const [sure, setSure] = useState(false);
  const running = job !== null && !hasEnded(job);
  return (
    <div className="learn">
      <button
        type="button"
        className="button primary"
        // Not `disabled`: the button that was just pressed would lose the focus.
        aria-disabled={running}
        onClick={() => !running && onLearn(false)}
      >
        {words.learn}
      </button>
      {deep && (
        <button
          type="button"
          className="button wide"
          aria-disabled={running}
          aria-haspopup="dialog"
          onClick={() => !running && setSure(true)}
        >
          {words.deep}
        </button>
      )}
      <JobStatus job={job} failure={failure} className="learn-text" onStop={onStop} />
      <Confirm
        open={sure}
        title={words.deepTitle}
        action={words.begin}
        onClose={() => setSure(false)}
        onConfirm={() => {
          setSure(false);
          onLearn(true);
        }}
      >
        <p>{words.deepHelp}</p>
      </Confirm>
    </div>
  );
}
