import { type FormEvent, useState } from "react";
import { useLocale } from "../../i18n/context";

/** What the server takes. */
const LONGEST_NAME = 64;
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .@+-]*$/u;

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
  const wrong = name !== "" && !NAME.test(name);
  const fits = name !== "" && !exists && !wrong;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!fits) return;
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
          aria-invalid={exists || wrong}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit" className="button primary" aria-disabled={!fits}>
        {words.add}
      </button>
      <p className="hint" role="status">
        {exists && words.exists(name)}
        {wrong && words.wrongName}
      </p>
    </form>
  );
}
