import { useEffect, useRef } from "react";
import { useLocale } from "../../i18n/context";
import { explain } from "../../i18n/failures";
import type { CorrectedLine } from "../../recognition/corrections";
import type { LiveState } from "../../recognition/live";
import { type Reading, textOf } from "../../recognition/reading";
import { Announcer } from "../Announcer";
import { Icon } from "../Icon";
import type { Place } from "./place";
import "./reading.css";
import { TextStrip } from "./TextStrip";

/** Longer than between two letters, so that a word is not read out in pieces. */
const WRITING_PAUSE_MILLISECONDS = 1500;

interface ReadingPanelProps {
  state: LiveState<Reading>;
  lines: readonly CorrectedLine[];
  chosen: Place | null;
  /** What became of copying. */
  notice: string | null;
  /** Whether a picture was read rather than what is being written. */
  given: boolean;
  onChoose(place: Place, anchor: Element): void;
  onCopy(text: string): void;
}

/** The text that was read, or why there is none. */
export function ReadingPanel(props: ReadingPanelProps) {
  const { state, lines, notice, given } = props;
  const { messages, format } = useLocale();
  const words = messages.reading;
  const text = textOf(lines);
  const reading = state.status === "answered" ? state.answer : null;
  const page = useRef<HTMLDivElement>(null);
  // What is being written is the last line; whoever looks elsewhere in the text is left there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed text asks for it
  useEffect(() => {
    const element = page.current;
    if (element && !given && !element.contains(document.activeElement)) {
      element.scrollTop = element.scrollHeight;
    }
  }, [text, given]);
  return (
    <section
      id="read-answer"
      className={given ? "card reading given" : "card reading"}
      aria-label={words.result}
      tabIndex={-1}
    >
      <div ref={page} className="reading-text">
        {text ? (
          <TextStrip lines={lines} chosen={props.chosen} onChoose={props.onChoose} />
        ) : (
          <Message state={state} />
        )}
        {reading?.partial && <Note text={words.partial} />}
        {text !== "" && reading?.verdict === "unknown" && <Note text={words.doubtful} />}
      </div>
      <div className="reading-foot">
        <p className="reading-confidence">
          {reading && text && (
            <>
              {messages.confidence} <strong>{format.percent(reading.confidence)}</strong>
            </>
          )}
        </p>
        <p className="copied" role="status">
          {notice}
        </p>
        <button
          type="button"
          className="button wide"
          // Not `disabled`: the button that was just pressed would lose the focus.
          aria-disabled={!text}
          title={words.copy}
          onClick={() => text && props.onCopy(text)}
        >
          <Icon name="copy" />
          <span className="copy-words">{words.copy}</span>
        </button>
      </div>
      <Announcer text={useAnnouncement(state, text)} quiet={WRITING_PAUSE_MILLISECONDS} />
    </section>
  );
}

function Note({ text }: { text: string }) {
  return (
    <p className="reading-note">
      <Icon name="warning" />
      {text}
    </p>
  );
}

function Message({ state }: { state: LiveState<Reading> }) {
  const { messages, format } = useLocale();
  if (state.status === "failed") {
    const { text, detail } = explain(state.failure, { messages, format });
    return (
      <p className="reading-message failed">
        <Icon name="warning" />
        <span>
          {text} {detail !== null && <span lang="en">{detail}</span>}
        </span>
      </p>
    );
  }
  const { prompt, noInk } = messages.reading;
  const words = { empty: prompt, looking: messages.looking, answered: noInk }[state.status];
  return <p className={`reading-message ${state.status}`}>{words}</p>;
}

function useAnnouncement(state: LiveState<Reading>, text: string): string {
  const { messages, format } = useLocale();
  if (state.status === "failed") return explain(state.failure, { messages, format }).text;
  if (state.status !== "answered") return "";
  if (!text) return messages.reading.noInk;
  const partial = state.answer.partial ? ` ${messages.reading.partial}` : "";
  return messages.reading.announcement(text) + partial;
}
