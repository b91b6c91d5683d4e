import { type FormEvent, useState } from "react";
import { useLocale } from "../../i18n/context";

/** What the server takes. */
const LONGEST_NAME = 64;

interface NewProfileProps {
  taken: readonly string[];
  onCreate(name: string): void;
}

export function NewProfile({ taken, onCreate }: NewProfileProps) {
  const { messages } = useLocale();
  const words = messages.profiles;
  const [text, setText] = useState("");
  const name = text.trim();
  const exists = taken.includes(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name || exists) return;
    onCreate(name);
    setText("");
  };
  return (
    <form className="new-profile" onSubmit={submit}>
      <label className="field">
        {words.create}
        <input
          value={text}
          maxLength={LONGEST_NAME}
          autoComplete="off"
          spellCheck={false}
          placeholder={words.name}
          aria-invalid={exists}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit" className="button primary" aria-disabled={!name || exists}>
        {words.add}
      </button>
      <p className="hint" role="status">
        {exists && words.exists(name)}
      </p>
    </form>
  );
}
