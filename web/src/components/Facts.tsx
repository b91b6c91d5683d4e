import { useLocale } from "../i18n/context";
import type { Place, Timing } from "../recognition/answer";
import "./facts.css";

interface FactsProps {
  /** Which version answered; without an answer the place stays empty. */
  model: string | undefined;
  timing: Timing | undefined;
  place?: Place | undefined;
}

/** Who answered, and how long it took. */
export function Facts({ model, timing, place = "server" }: FactsProps) {
  const { messages, format } = useLocale();
  const said = place === "server" ? messages.timeServer : messages.timeDevice;
  return (
    <p className="facts">
      {timing && (
        <>
          <span className="facts-model">{model}</span>
          <span>{said(format.milliseconds(timing.recogniser))}</span>
          <span>{messages.timeTotal(format.milliseconds(timing.roundTrip))}</span>
        </>
      )}
    </p>
  );
}
