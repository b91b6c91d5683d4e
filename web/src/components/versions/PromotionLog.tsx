import { useLocale } from "../../i18n/context";
import type { Promotion } from "../../learning/version";
import "../badge.css";

/** Who put what live, when and why; lines are only ever added. */
export function PromotionLog({ log }: { log: readonly Promotion[] }) {
  const { messages, format } = useLocale();
  const words = messages.versions;
  return (
    <details className="card section">
      <summary>{words.log}</summary>
      {log.length === 0 && <p className="hint">{words.logEmpty}</p>}
      <ol className="log" reversed>
        {log.map((line) => (
          <li key={`${line.createdAt.toISOString()} ${line.model} ${line.profile}`}>
            <p>
              <strong>
                {words.logLine(words.actions[line.action], words.number(format.count(line.number)))}
              </strong>{" "}
              {line.override && <span className="badge doubt">{words.overridden}</span>}{" "}
              {line.profile && <span className="badge">{words.forProfile(line.profile)}</span>}
            </p>
            {line.reason && <p>{line.reason}</p>}
            <p className="version-facts">
              <time dateTime={line.createdAt.toISOString()}>{format.time(line.createdAt)}</time>
              {line.author && <span>{words.by(line.author)}</span>}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}
