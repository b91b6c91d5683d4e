import { useLocale } from "../../i18n/context";

const LEAST = 10;
const MOST = 90;
const STEP = 5;
/** Where the slider rests while each label has its own. */
const MIDDLE = 50;

interface ThresholdSliderProps {
  /** One for all labels, from 0 to 1; null where each has its own. */
  threshold: number | null;
  onChange(threshold: number | null): void;
}

/** From which probability on a label is given. */
export function ThresholdSlider({ threshold, onChange }: ThresholdSliderProps) {
  const { messages, format } = useLocale();
  const words = messages.photos;
  const shown =
    threshold === null ? words.ownThresholds : words.thresholdFrom(format.wholePercent(threshold));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not stand in a row
    <div className="threshold" role="group" aria-label={words.threshold}>
      <span className="threshold-name" aria-hidden="true">
        {words.threshold}
      </span>
      <input
        type="range"
        className={threshold === null ? "idle" : undefined}
        aria-label={words.threshold}
        aria-valuetext={shown}
        min={LEAST}
        max={MOST}
        step={STEP}
        value={threshold === null ? MIDDLE : Math.round(threshold * 100)}
        onChange={(event) => onChange(Number(event.target.value) / 100)}
      />
      <output>{threshold === null ? "" : format.wholePercent(threshold)}</output>
      <button
        type="button"
        className="button wide"
        aria-pressed={threshold === null}
        title={words.ownThresholdsHelp}
        onClick={() => onChange(null)}
      >
        {words.ownThresholds}
      </button>
    </div>
  );
}
