import { useLocale } from "../i18n/context";
import { explain } from "../i18n/failures";
import type { Failure } from "../recognition/failure";
import { Icon } from "./Icon";
import "./problem.css";

interface ProblemProps {
  failure: Failure;
  /** What was to be done, where that is not plain from the place. */
  what?: string;
}

/** Why something did not work, in a person's language as far as there are words. */
export function Problem({ failure, what }: ProblemProps) {
  const { messages, format } = useLocale();
  const { text, detail } = explain(failure, { messages, format });
  return (
    <p className="problem" role="alert">
      <Icon name="warning" />
      <span>
        {what} {text} {detail !== null && <span lang="en">{detail}</span>}
      </span>
    </p>
  );
}
