import { useLocale } from "../../i18n/context";
import { known } from "../../i18n/labels";
import type { Answer } from "../../recognition/answer";
import { LabelChips } from "../LabelChips";
import { levelOf } from "./level";
import { worthComparing } from "./worth";

interface ComparedProps {
  before: Answer;
  after: Answer;
}

/** The same photo as two versions answer it, side by side. */
export function Compared({ before, after }: ComparedProps) {
  const { messages } = useLocale();
  const words = messages.photos;
  const labels = worthComparing(before, after);
  return (
    <section className="card compared" aria-label={words.compared} data-testid="compared">
      <h2>{words.compared}</h2>
      <p className="hint">{words.comparedHelp}</p>
      <div className="compared-pair">
        <Side title={words.before} answer={before} labels={labels} />
        <Side title={words.after} answer={after} labels={labels} />
      </div>
    </section>
  );
}

interface SideProps {
  title: string;
  answer: Answer;
  labels: readonly string[];
}

function Side({ title, answer, labels }: SideProps) {
  const { messages, format } = useLocale();
  const words = messages.photos;
  const shares = new Map(answer.scores.map(({ label, probability }) => [label, probability]));
  return (
    <section className={`compared-side ${answer.verdict}`} aria-label={title}>
      <h3>
        {title} <small>{answer.model}</small>
      </h3>
      <LabelChips labels={answer.labels} none={words.showsNothing} />
      <p className="verdict">{words.verdicts[answer.verdict]}</p>
      <dl>
        {labels.map((label) => {
          const share = shares.get(label);
          return (
            <div key={label} className={`photo-bar ${levelOf(share ?? 0)}`}>
              <dt>{known(messages.photoLabels, label)}</dt>
              <dd>
                <span className="bar-track">
                  <span className="bar-fill" style={{ transform: `scaleX(${share ?? 0})` }} />
                </span>
                <span className="bar-value">
                  {share === undefined ? messages.records.nothing : format.percent(share)}
                </span>
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
