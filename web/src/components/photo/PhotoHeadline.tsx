import { useLocale } from "../../i18n/context";
import type { Answer, Verdict } from "../../recognition/answer";
import type { LiveState } from "../../recognition/live";
import { FailureHeadline, WaitingHeadline } from "../answer/Headline";
import { Icon, type IconName } from "../Icon";
import { LabelChips } from "../LabelChips";

const ICONS: Readonly<Record<Verdict, IconName>> = {
  sure: "check",
  unsure: "doubt",
  unknown: "none",
};

/** The labels that a photo is given, and how sure the model is of them. */
export function PhotoHeadline({ state }: { state: LiveState<Answer> }) {
  const { messages } = useLocale();
  switch (state.status) {
    case "answered":
      return <Given answer={state.answer} />;
    case "failed":
      return <FailureHeadline failure={state.failure} />;
    default:
      return (
        <WaitingHeadline looking={state.status === "looking"} prompt={messages.photos.waiting} />
      );
  }
}

function Given({ answer: { labels, scores, verdict } }: { answer: Answer }) {
  const { messages, format } = useLocale();
  const words = messages.photos;
  const shares = new Map(scores.map(({ label, probability }) => [label, probability]));
  return (
    <div className={`headline photo ${verdict}`}>
      <p className="glyph">
        <Icon name={ICONS[verdict]} />
      </p>
      <div className="headline-words">
        <p className="verdict">{words.verdicts[verdict]}</p>
        <LabelChips
          labels={labels}
          beside={(label) => format.percent(shares.get(label) ?? 0)}
          none={words.showsNothing}
          testId="labels"
        />
        {verdict === "unknown" && <p className="headline-detail">{words.unknownSentence}</p>}
      </div>
    </div>
  );
}
