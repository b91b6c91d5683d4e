import { type ReactNode, type RefObject, useId, useState } from "react";
import { useLocale } from "../../i18n/context";
import type { Stroke } from "../../strokes/stroke";
import { Icon } from "../Icon";
import { useFocusBack } from "../useFocusBack";
import { Board, type Brush } from "./Board";
import { type BoardActions, BoardTools, type Widths } from "./BoardTools";
import "./board.css";
import { PicturePreview } from "./PicturePreview";
import { UploadButton } from "./UploadButton";

export interface Given {
  readonly file: Blob;
  readonly name: string;
}

/** What a board shows and what can be done to it, wherever that is kept. */
export interface BoardControl {
  readonly strokes: readonly Stroke[];
  readonly brush: Brush;
  readonly widths: Widths;
  /** Whether there is something to correct on the board itself. */
  readonly canCorrect: boolean;
  readonly actions: BoardActions;
  /** A picture that stands in for the drawing; the drawing waits underneath. */
  readonly given: Given | null;
  readonly hovering: boolean;
  readonly notice: string | null;
  readonly fileInput: RefObject<HTMLInputElement | null>;
  take(files: readonly File[]): void;
  back(): void;
  add(stroke: Stroke): void;
}

interface BoardPanelProps {
  control: BoardControl;
  /** How many times as wide as high what is drawn here is. */
  aspect: number;
  /** The same for the paper, where a picture has another shape. */
  paperAspect?: number;
  dark: boolean;
  prompt: string;
  /** What lies on the paper below the ink, and above it. */
  underlay?: ReactNode;
  overlay?: ReactNode;
  /** What can be chosen below the tools. */
  more?: ReactNode;
  onGrow(stroke: Stroke): void;
}

export function BoardPanel({ control, aspect, dark, prompt, onGrow, ...parts }: BoardPanelProps) {
  const { strokes, brush, given, hovering, notice } = control;
  const { messages } = useLocale();
  const [drawing, setDrawing] = useState(false);
  const hint = useId();
  const panel = useFocusBack(given);
  return (
    <section ref={panel} className="card board" aria-label={messages.board} tabIndex={-1}>
      <div className="board-paper" style={{ aspectRatio: parts.paperAspect ?? aspect }}>
        {!given && parts.underlay}
        <Board
          aspect={aspect}
          strokes={strokes}
          brush={brush}
          dark={dark}
          hint={hint}
          onGrow={(stroke) => {
            setDrawing(true);
            onGrow(stroke);
          }}
          onStroke={(stroke) => {
            setDrawing(false);
            control.add(stroke);
          }}
        />
        {strokes.length === 0 && !drawing && (
          <p className="board-prompt" aria-hidden="true">
            <Icon name="pen" />
            {prompt}
          </p>
        )}
        {given && <PicturePreview file={given.file} name={given.name} />}
        {parts.overlay}
        {hovering && (
          <p className="board-drop">
            <Icon name="upload" />
            {messages.dropHere}
          </p>
        )}
      </div>
      <div className="board-tools">
        {given ? (
          <button type="button" className="button wide" onClick={control.back}>
            <Icon name="back" />
            {messages.backToDrawing}
          </button>
        ) : (
          <BoardTools control={control} />
        )}
      </div>
      {!given && parts.more}
      <div className="board-upload">
        <UploadButton input={control.fileInput} onFiles={control.take} />
        <p className="board-hint">
          <span id={hint} hidden={notice !== null}>
            {messages.boardHint}
          </span>
          <span role="status">{notice}</span>
        </p>
      </div>
    </section>
  );
}
