import type { ModelRow } from "../../api/wire";
import { useLocale } from "../../i18n/context";

const MEASURE = "mean_average_precision";

/** What a model of photos is and how good it is, in its own card's words and figures. */
export function AboutModel({ row }: { row: Pick<ModelRow, "about" | "metrics"> | undefined }) {
  const { language, messages, format } = useLocale();
  const words = messages.photos;
  const own = row?.about[language];
  const text = own ?? row?.about.en;
  const measure = row?.metrics.find(({ name }) => name === MEASURE);
  if (!text && !measure) return null;
  return (
    <section className="card about" aria-label={words.about}>
      <h2>{words.about}</h2>
      {text && <p lang={own ? undefined : "en"}>{text}</p>}
      {measure && (
        <p className="about-measure">
          <strong>{words.measured(format.percent(measure.value))}</strong>{" "}
          <small className="hint">{words.measuredHelp}</small>
        </p>
      )}
    </section>
  );
}
