import { useLocale } from "../../i18n/context";
import type { Mode } from "../../learning/version";
import { Segmented } from "../Segmented";

const MODES: readonly Mode[] = ["automatic", "manual"];

/** Whether what passes the gate goes live by itself. */
export function ModeSwitch({ mode, onChange }: { mode: Mode; onChange(mode: Mode): void }) {
  const { messages } = useLocale();
  const words = messages.versions;
  return (
    <div className="mode">
      <p aria-hidden="true">{words.mode}</p>
      <Segmented
        legend={words.mode}
        value={mode}
        onChange={onChange}
        segments={MODES.map((value) => ({
          value,
          name: words.modes[value],
          content: words.modes[value],
        }))}
      />
    </div>
  );
}
