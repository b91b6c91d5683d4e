import { useLocale } from "../../i18n/context";
import { isRefused, type Version } from "../../learning/version";
import { DecisionList } from "../correction/DecisionList";
import "../badge.css";

interface VersionRowProps {
  version: Version;
  /** Whether a roll-back leads here. */
  isPrevious: boolean;
  onPromote(): void;
  onRollBack(): void;
}

/** One version: what it is, where it came from, what the gate said, and what can be done with it. */
export function VersionRow({ version, isPrevious, onPromote, onRollBack }: VersionRowProps) {
  const { messages, format } = useLocale();
  const words = messages.versions;
  const { decision, live, author, profile } = version;
  const name = words.number(format.count(version.number));
  return (
    <li className={live ? "card version live" : "card version"}>
      <div className="version-head">
        <h2>{name}</h2>
        {live && <span className="badge good">{words.live}</span>}
        <span className="badge">{words.kinds[version.kind]}</span>
        {profile && <span className="badge">{words.forProfile(profile)}</span>}
        {decision && (
          <span className={decision.approved ? "badge good" : "badge doubt"}>
            {decision.approved ? words.approved : words.refused}
          </span>
        )}
      </div>
      <p className="version-facts">
        <time dateTime={version.createdAt.toISOString()}>{format.time(version.createdAt)}</time>
        {author && <span>{words.by(author)}</span>}
        {version.corrections > 0 && (
          <span>{words.corrections(format.count(version.corrections))}</span>
        )}
        <span className="version-id">{version.model}</span>
      </p>
      {decision ? (
        <details className="version-checks">
          <summary>{words.checks(format.count(decision.checks.length))}</summary>
          <DecisionList decision={decision} />
        </details>
      ) : (
        <p className="hint">{words.unjudged}</p>
      )}
      {!live && (
        <div className="version-actions">
          {isPrevious && (
            <button
              type="button"
              className="button wide"
              aria-haspopup="dialog"
              aria-label={words.rollBackTo(name)}
              onClick={onRollBack}
            >
              {words.rollBack}
            </button>
          )}
          {!isPrevious && (
            <button
              type="button"
              className="button wide"
              aria-haspopup="dialog"
              aria-label={words.promoteNamed(name)}
              onClick={onPromote}
            >
              {isRefused(version) ? words.override : words.promote}
            </button>
          )}
        </div>
      )}
    </li>
  );
}
