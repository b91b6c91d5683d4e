import { type FormEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useLocale } from "../../i18n/context";
import { nameOf } from "../../i18n/labels";
import type { Character } from "../../recognition/reading";
import { Icon } from "../Icon";
import { shownCharacter } from "./character";

/** What can be done to a character; null where it cannot. */
export interface CharacterActions {
  readAs(label: string): void;
  joinPrevious: (() => void) | null;
  joinNext: (() => void) | null;
  split: (() => void) | null;
  addSpace: (() => void) | null;
  remove(): void;
  /** Back to what was read. */
  reset: (() => void) | null;
}

interface CharacterEditorProps {
  character: Character;
  /** What was chosen to open this: the editor stands beside it. */
  anchor: Element;
  actions: CharacterActions;
  /** Why the last action did not work, or that it is under way. */
  status: string;
  onClose(restoreFocus: boolean): void;
}

const GAP = 8;

/** The alternatives for one character, and ways to cut the ink differently. */
export function CharacterEditor(props: CharacterEditorProps) {
  const { character, anchor, actions, status, onClose } = props;
  const { messages, format } = useLocale();
  const words = messages.reading;
  const panel = useRef<HTMLDivElement>(null);
  const title = useId();
  const [place, setPlace] = useState({ left: 0, top: 0 });

  useLayoutEffect(() => {
    if (panel.current) setPlace(beside(panel.current, anchor));
  }, [anchor]);
  useEffect(() => {
    const first = panel.current?.querySelector<HTMLElement>(".alternative");
    first?.focus();
  }, []);
  useEffect(() => {
    const press = (event: PointerEvent) => {
      if (!panel.current?.contains(event.target as Node)) onClose(false);
    };
    const resize = () => onClose(true);
    document.addEventListener("pointerdown", press);
    window.addEventListener("resize", resize);
    return () => {
      document.removeEventListener("pointerdown", press);
      window.removeEventListener("resize", resize);
    };
  }, [onClose]);

  const action = (name: string, act: (() => void) | null) =>
    act && (
      <button type="button" className="button wide" onClick={act}>
        {name}
      </button>
    );
  return (
    <div
      ref={panel}
      className="editor card"
      role="dialog"
      aria-labelledby={title}
      style={place}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose(true);
      }}
      onBlur={(event) => {
        const next = event.relatedTarget;
        if (next && !event.currentTarget.contains(next)) onClose(false);
      }}
    >
      <div className="editor-head">
        <h2 id={title}>{words.editor(nameOf(character.character, "character", messages))}</h2>
        <button
          type="button"
          className="button"
          aria-label={words.close}
          onClick={() => onClose(true)}
        >
          <Icon name="close" />
        </button>
      </div>
      <fieldset className="alternatives">
        <legend className="unseen">{words.alternatives}</legend>
        {character.top.map(({ label, probability }) => {
          const name = nameOf(label, "character", messages);
          return (
            <button
              key={label}
              type="button"
              className="alternative"
              aria-pressed={label === character.character}
              title={name}
              onClick={() => actions.readAs(label)}
            >
              <span className="alternative-label">{shownCharacter(label)}</span>
              <span className="unseen">{name}</span>
              <span className="alternative-value">{format.percent(probability)}</span>
            </button>
          );
        })}
      </fieldset>
      <AnotherCharacter onChoose={actions.readAs} />
      <div className="editor-actions">
        {action(words.joinPrevious, actions.joinPrevious)}
        {action(words.joinNext, actions.joinNext)}
        {action(words.split, actions.split)}
        {action(words.addSpace, actions.addSpace)}
        {action(words.remove, actions.remove)}
        {action(words.asRead, actions.reset)}
      </div>
      <p className="editor-status" role="status">
        {status}
      </p>
    </div>
  );
}

function AnotherCharacter({ onChoose }: { onChoose(label: string): void }) {
  const { messages } = useLocale();
  const id = useId();
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text) onChoose(text);
  };
  return (
    <form className="another" onSubmit={submit}>
      <label htmlFor={id}>{messages.reading.another}</label>
      <input
        id={id}
        value={text}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        // The last one counts, so that typing again needs no deleting first.
        onChange={(event) => setText([...event.target.value].at(-1) ?? "")}
      />
      <button type="submit" className="button" aria-label={messages.reading.useAnother}>
        <Icon name="check" />
      </button>
    </form>
  );
}

/** Below the anchor, or above where there is no room; within the stage's width. */
function beside(panel: HTMLElement, anchor: Element): { left: number; top: number } {
  const stage = panel.offsetParent?.getBoundingClientRect();
  if (!stage) return { left: 0, top: 0 };
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const centred = at.left + at.width / 2 - width / 2;
  const left = Math.min(stage.right - width, Math.max(stage.left, centred));
  const fitsBelow = at.bottom + GAP + height <= window.innerHeight;
  const fitsAbove = at.top - GAP - height >= 0;
  const top = fitsBelow || !fitsAbove ? at.bottom + GAP : at.top - GAP - height;
  return { left: left - stage.left, top: top - stage.top };
}
