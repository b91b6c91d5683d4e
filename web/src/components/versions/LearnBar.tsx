import { useState } from "react";
import { useLocale } from "../../i18n/context";
import { hasEnded, type Job } from "../../learning/job";
import type { Failure } from "../../recognition/failure";
import { Announcer } from "../Announcer";
import { Confirm } from "../Confirm";
import { Problem } from "../Problem";
import { jobShare, jobWords } from "./jobWords";

const QUIET_MILLISECONDS = 400;

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
  const locale = useLocale();
  const words = locale.messages.jobs;
  const [sure, setSure] = useState(false);
  const running = job !== null && !hasEnded(job);
  const text = job ? jobWords(job, locale) : "";
  const share = job && running ? jobShare(job) : null;
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
      <p className="learn-text">{text}</p>
      {running && (
        <>
          <progress aria-label={text} {...(share !== null && { value: share })} />
          <button type="button" className="button wide" onClick={onStop}>
            {words.stop}
          </button>
        </>
      )}
      <Announcer text={text} quiet={QUIET_MILLISECONDS} />
      {failure && <Problem failure={failure} />}
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
