import { useLocale } from "../i18n/context";
import type { Timing } from "../recognition/answer";
import "./facts.css";

interface FactsProps {
  /** Which version answered; without an answer the place stays empty. */
  model: string | undefined;
  timing: Timing | undefined;
}

/** Who answered, and how long it took. */
export function Facts({ model, timing }: FactsProps) {
  const { messages, format } = useLocale();
  return (
    <p className="facts">
      {timing && (
        <>
          <span className="facts-model">{model}</span>
          <span>{messages.timeServer(format.milliseconds(timing.recogniser))}</span>
          <span>{messages.timeTotal(format.milliseconds(timing.roundTrip))}</span>
        </>
      )}
    </p>
  );
}
