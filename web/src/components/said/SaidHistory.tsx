import { useLocale } from "../../i18n/context";
import type { CorrectionRecord } from "../../learning/correction";
import type { Failure } from "../../recognition/failure";
import { Modal } from "../Modal";
import { Problem } from "../Problem";
import { Fate } from "../records/Fate";
import { ChangeChips } from "./ChangeChips";
import { SaidFacts } from "./SaidCard";
import "../badge.css";

interface SaidHistoryProps {
  open: boolean;
  /** Newest first; null while it is not known. */
  said: readonly CorrectionRecord[] | null;
  failure: Failure | null;
  /** Where the small picture lies. */
  thumbnail: string | null;
  onClose(): void;
}

/** All that was ever said of one picture. */
export function SaidHistory({ open, said, failure, thumbnail, onClose }: SaidHistoryProps) {
  const { messages } = useLocale();
  const words = messages.said;
  return (
    <Modal open={open} title={words.historyTitle} onClose={onClose}>
      <div className="said-history">
        {thumbnail !== null && (
          <img className="thumb" src={thumbnail} alt={messages.feedback.aboutPicture} />
        )}
        {failure && <Problem failure={failure} what={words.notLoaded} />}
        {!said && !failure && <p className="history-note">{messages.loading}</p>}
        {said && (
          <ol className="said-lines" reversed>
            {said.map((one) => (
              <li key={one.id} className={`said ${one.state}`}>
                <ChangeChips before={one.predicted} after={one.labels} />
                <p className="record-fate">
                  <span className="badge">{words.states[one.state]}</span>
                </p>
                {one.state === "current" && <Fate correction={one} />}
                <SaidFacts said={one} />
              </li>
            ))}
          </ol>
        )}
      </div>
    </Modal>
  );
}
