import { useLocale } from "../../i18n/context";
import { Icon, type IconName } from "../Icon";
import type { Brush } from "./Board";

/** Widths are parts of the board's side, in steps of a hundredth. */
export const WIDTHS = { least: 0.02, usual: 0.07, most: 0.16, step: 0.01 } as const;

export interface BoardActions {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly canClear: boolean;
  undo(): void;
  redo(): void;
  clear(): void;
  change(brush: Partial<Brush>): void;
}

export function BoardTools({ brush, actions }: { brush: Brush; actions: BoardActions }) {
  const { messages, format } = useLocale();
  const tool = (name: Brush["tool"]) => (
    <button
      type="button"
      className="button"
      aria-pressed={brush.tool === name}
      title={messages[name]}
      aria-label={messages[name]}
      onClick={() => actions.change({ tool: name })}
    >
      <Icon name={name} />
    </button>
  );
  const step = (name: "undo" | "redo" | "clear", enabled: boolean, icon: IconName = name) => (
    <button
      type="button"
      className="button"
      // Not `disabled`: the button that was just pressed would lose the focus.
      aria-disabled={!enabled}
      title={messages[name]}
      aria-label={messages[name]}
      onClick={() => enabled && actions[name]()}
    >
      <Icon name={icon} />
    </button>
  );
  const hundredths = Math.round(brush.width * 100);
  return (
    <fieldset className="tools">
      <legend className="unseen">{messages.tools}</legend>
      <div className="tool-group">
        {tool("pen")}
        {tool("eraser")}
      </div>
      <label className="width" title={messages.brushWidth}>
        <span className="unseen">{messages.brushWidth}</span>
        <input
          type="range"
          min={WIDTHS.least * 100}
          max={WIDTHS.most * 100}
          step={WIDTHS.step * 100}
          value={hundredths}
          aria-valuetext={format.count(hundredths)}
          onChange={(event) => actions.change({ width: Number(event.target.value) / 100 })}
        />
        <svg className="width-dot" viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="12" cy="12" r={2 + hundredths * 0.6} />
        </svg>
      </label>
      <div className="tool-group">
        {step("undo", actions.canUndo)}
        {step("redo", actions.canRedo)}
        {step("clear", actions.canClear)}
      </div>
    </fieldset>
  );
}
