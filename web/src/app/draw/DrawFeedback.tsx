import { LabelPicker } from "../../components/correction/LabelPicker";
import { OutcomeNote } from "../../components/correction/OutcomeNote";
import { Thumbs } from "../../components/correction/Thumbs";
import { PictureThumb } from "../../components/PictureThumb";
import { useLocale } from "../../i18n/context";
import type { Subject } from "../../i18n/labels";
import type { Answer, Score } from "../../recognition/answer";
import { useDrawFeedback } from "./useDrawFeedback";

type DrawFeedbackProps = Parameters<typeof useDrawFeedback>[0] & {
  subject: Subject;
};

/** Thumbs under the answer, the way to the right label, and what became of it. */
export function DrawFeedback({ subject, ...options }: DrawFeedbackProps) {
  const { messages } = useLocale();
  const feedback = useDrawFeedback(options);
  const { asked, shown } = feedback;
  const name = messages.feedback.aboutPicture;
  const answer = asked?.answer;
  return (
    <div className="feedback">
      <Thumbs
        enabled={options.state.status === "answered"}
        said={feedback.said}
        onRight={feedback.confirm}
        onWrong={feedback.openPicker}
      />
      <OutcomeNote
        flow={shown}
        picture={shown && <PictureThumb picture={shown.picture} name={name} />}
        onRetry={feedback.retry}
        onWithdraw={feedback.withdraw}
        onDismiss={feedback.dismiss}
      />
      <LabelPicker
        open={asked !== null}
        choices={{
          labels: answer?.scores.map(({ label }) => label) ?? [],
          subject,
          probable: answer ? ranked(answer) : [],
        }}
        given={null}
        picture={asked && <PictureThumb picture={asked.picture} name={name} />}
        onPick={feedback.pick}
        onClose={feedback.closePicker}
      />
    </div>
  );
}

function ranked({ scores }: Answer): readonly Score[] {
  return scores.toSorted((a, b) => b.probability - a.probability);
}
