import { useLocale } from "../../i18n/context";
import { Icon, type IconName } from "../Icon";
import type { Brush } from "./Board";
import type { BoardControl } from "./BoardPanel";

/** Of the brush, as parts of the board's height. */
export interface Widths {
  readonly least: number;
  readonly usual: number;
  readonly most: number;
  readonly step: number;
}

export interface BoardActions {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly canClear: boolean;
  undo(): void;
  redo(): void;
  clear(): void;
  change(brush: Partial<Brush>): void;
}

export function BoardTools({ control }: { control: BoardControl }) {
  const { brush, actions, widths, canCorrect } = control;
  const { messages, format } = useLocale();
  const tool = (name: Brush["tool"], title: string) => (
    <button
      type="button"
      className="button"
      aria-pressed={brush.tool === name}
      title={title}
      aria-label={title}
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
  // Numbers such as 7 and 1.5 rather than 0.07 and 0.015, and none such as 7.000000000000001.
  const hundredths = (width: number) => Math.round(width * 1000) / 10;
  const width = hundredths(brush.width);
  return (
    <fieldset className="tools">
      <legend className="unseen">{messages.tools}</legend>
      <div className="tool-group">
        {tool("pen", messages.pen)}
        {tool("eraser", messages.eraser)}
        {canCorrect && tool("correct", messages.reading.correct)}
      </div>
      <label className="width" title={messages.brushWidth}>
        <span className="unseen">{messages.brushWidth}</span>
        <input
          type="range"
          min={hundredths(widths.least)}
          max={hundredths(widths.most)}
          step={hundredths(widths.step)}
          value={width}
          aria-valuetext={format.count(width)}
          onChange={(event) => actions.change({ width: Number(event.target.value) / 100 })}
        />
        <svg className="width-dot" viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="12" cy="12" r={2 + (10 * brush.width) / widths.most} />
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
