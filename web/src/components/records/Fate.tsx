import { useLocale } from "../../i18n/context";
import type { Correction } from "../../learning/correction";
import "../badge.css";

/** What became of a correction. */
export function Fate({ correction }: { correction: Correction }) {
  const { messages, format } = useLocale();
  const words = messages.records;
  const { kind, fixedSince, conflict } = correction;
  return (
    <p className="record-fate">
      {kind === "confirmed" && <span className="badge good">{words.confirmed}</span>}
      {kind === "corrected" && fixedSince === null && (
        <span className="badge doubt">{words.notFixed}</span>
      )}
      {kind === "corrected" && fixedSince !== null && (
        <span className="badge good">{words.fixedSince(format.count(fixedSince))}</span>
      )}
      {conflict && <span className="badge bad">{words.conflict}</span>}
    </p>
  );
}
