import { useLocale } from "../../i18n/context";
import { hasEnded, type Job } from "../../learning/job";
import type { Failure } from "../../recognition/failure";
import { Announcer } from "../Announcer";
import { Problem } from "../Problem";
import { jobShare, jobWords } from "./jobWords";

const QUIET_MILLISECONDS = 400;

interface JobStatusProps {
  /** What is under way, or was last. */
  job: Job | null;
  failure: Failure | null;
  /** Of the paragraph that says how far it is. */
  className: string;
  testId?: string;
  onStop(): void;
}

/** How far learning is, in words and as a bar, and the way to stop it. */
export function JobStatus({ job, failure, className, testId, onStop }: JobStatusProps) {
  const locale = useLocale();
  const running = job !== null && !hasEnded(job);
  const text = job ? jobWords(job, locale) : "";
  const share = job && running ? jobShare(job) : null;
  return (
    <>
      <p className={className} data-testid={testId}>
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
    </>
  );
}
