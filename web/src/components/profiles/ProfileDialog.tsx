import { useEffect, useId, useRef, useState } from "react";
import { useLocale } from "../../i18n/context";
import type { Failure } from "../../recognition/failure";
import { Icon } from "../Icon";
import { Modal } from "../Modal";
import { Problem } from "../Problem";
import { NewProfile } from "./NewProfile";

export interface ProfileRow {
  readonly name: string;
  readonly corrections: number;
}

interface ProfileDialogProps {
  open: boolean;
  /** Null while they are not known. */
  rows: readonly ProfileRow[] | null;
  /** Empty for everybody. */
  profile: string;
  failure: Failure | null;
  /** What was just done. */
  notice: string;
  onChoose(name: string): void;
  onCreate(name: string): void;
  onRemove(name: string): void;
  onClose(): void;
}

/** For whom the models answer and learn: everybody, or one person. */
export function ProfileDialog({ open, onClose, ...content }: ProfileDialogProps) {
  const { messages } = useLocale();
  return (
    <Modal open={open} title={messages.profiles.choice} onClose={onClose}>
      <Content {...content} />
    </Modal>
  );
}

function Content(props: Omit<ProfileDialogProps, "open" | "onClose">) {
  const { rows, profile, failure, notice, onChoose, onCreate, onRemove } = props;
  const { messages, format } = useLocale();
  const words = messages.profiles;
  const [doomed, setDoomed] = useState<string | null>(null);
  const list = useRef<HTMLFieldSetElement>(null);
  const group = useId();
  const unsure = (name: string | null) => {
    setDoomed(name);
    // The button that asked is gone: the choice is where it was.
    if (name === null) list.current?.querySelector<HTMLElement>("input:checked")?.focus();
  };
  const choice = (name: string, shown: string, note: string) => (
    <label className="profile-choice">
      <input type="radio" name={group} checked={name === profile} onChange={() => onChoose(name)} />
      <span className="profile-choice-name">{shown}</span>
      <span className="hint">{note}</span>
    </label>
  );
  return (
    <div className="profiles">
      <p className="hint">{words.help}</p>
      <fieldset ref={list} className="profile-list">
        <legend className="unseen">{words.choice}</legend>
        <div className="profile-row">{choice("", words.everybody, "")}</div>
        {rows === null && !failure && <p className="hint">{messages.loading}</p>}
        {rows?.map(({ name, corrections }) => (
          <div key={name} className="profile-row">
            {choice(name, name, words.corrections(format.count(corrections)))}
            <button
              type="button"
              className="button"
              aria-label={words.remove(name)}
              title={words.remove(name)}
              onClick={() => unsure(name)}
            >
              <Icon name="clear" />
            </button>
            {doomed === name && (
              <Doom
                name={name}
                onKeep={() => unsure(null)}
                onRemove={() => {
                  unsure(null);
                  onRemove(name);
                }}
              />
            )}
          </div>
        ))}
      </fieldset>
      {failure && <Problem failure={failure} />}
      <p className="profile-notice" role="status">
        {notice}
      </p>
      <NewProfile taken={rows?.map(({ name }) => name) ?? []} onCreate={onCreate} />
    </div>
  );
}

interface DoomProps {
  name: string;
  onKeep(): void;
  onRemove(): void;
}

/** Asks once more before all that belongs to a person goes. */
function Doom({ name, onKeep, onRemove }: DoomProps) {
  const { messages } = useLocale();
  const words = messages.profiles;
  const keep = useRef<HTMLButtonElement>(null);
  const question = useId();
  useEffect(() => keep.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons with a question, no fields
    <div className="doom" role="group" aria-labelledby={question}>
      <p id={question}>{words.sure(name)}</p>
      <div className="dialog-actions">
        <button ref={keep} type="button" className="button wide" onClick={onKeep}>
          {words.keep}
        </button>
        <button type="button" className="button danger" onClick={onRemove}>
          {words.removeForGood}
        </button>
      </div>
    </div>
  );
}
