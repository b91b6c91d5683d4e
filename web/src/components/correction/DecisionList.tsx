import { useLocale } from "../../i18n/context";
import { checkWords } from "../../i18n/decision";
import type { Decision } from "../../learning/decision";
import { Icon } from "../Icon";
import "./decision.css";

/** Every check of the gate with what came of it, in words. */
export function DecisionList({ decision }: { decision: Decision }) {
  const locale = useLocale();
  const { checks } = locale.messages;
  return (
    <ul className="checks">
      {decision.checks.map((check) => {
        const { text, lang } = checkWords(check, locale);
        return (
          <li key={check.name} className={check.passed ? "check-line" : "check-line broken"}>
            <Icon name={check.passed ? "check" : "close"} />
            <span>
              <span className="unseen">{check.passed ? checks.passed : checks.failed}: </span>
              <span lang={lang}>{text}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
