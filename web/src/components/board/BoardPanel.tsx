import { type RefObject, useEffect, useRef, useState } from "react";
import { useLocale } from "../../i18n/context";
import type { Stroke } from "../../strokes/stroke";
import { Icon } from "../Icon";
import { Board, type Brush } from "./Board";
import { type BoardActions, BoardTools } from "./BoardTools";
import "./board.css";
import { PicturePreview } from "./PicturePreview";
import { UploadButton } from "./UploadButton";

interface BoardPanelProps {
  strokes: readonly Stroke[];
  brush: Brush;
  dark: boolean;
  actions: BoardActions;
  /** A picture that stands in for the drawing; the drawing waits underneath. */
  given: { file: Blob; name: string } | null;
  hovering: boolean;
  notice: string | null;
  fileInput: RefObject<HTMLInputElement | null>;
  onFiles(files: readonly File[]): void;
  onBack(): void;
  onGrow(stroke: Stroke): void;
  onStroke(stroke: Stroke): void;
}

export function BoardPanel(props: BoardPanelProps) {
  const { strokes, brush, given, hovering, notice } = props;
  const { messages } = useLocale();
  const [drawing, setDrawing] = useState(false);
  const panel = useRef<HTMLElement>(null);
  const hadPicture = useRef(false);
  // The way back vanishes with the picture; whoever pressed it should not have to start at the top.
  useEffect(() => {
    if (hadPicture.current && !given && document.activeElement === document.body) {
      panel.current?.focus({ preventScroll: true });
    }
    hadPicture.current = given !== null;
  }, [given]);
  return (
    <section ref={panel} className="card board" aria-label={messages.board} tabIndex={-1}>
      <div className="board-paper">
        <Board
          strokes={strokes}
          brush={brush}
          dark={props.dark}
          onGrow={(stroke) => {
            setDrawing(true);
            props.onGrow(stroke);
          }}
          onStroke={(stroke) => {
            setDrawing(false);
            props.onStroke(stroke);
          }}
        />
        {strokes.length === 0 && !drawing && (
          <p className="board-prompt" aria-hidden="true">
            <Icon name="pen" />
            {messages.boardPrompt}
          </p>
        )}
        {given && <PicturePreview file={given.file} name={given.name} />}
        {hovering && (
          <p className="board-drop">
            <Icon name="upload" />
            {messages.dropHere}
          </p>
        )}
      </div>
      <div className="board-tools">
        {given ? (
          <button type="button" className="button wide" onClick={props.onBack}>
            <Icon name="back" />
            {messages.backToDrawing}
          </button>
        ) : (
          <BoardTools brush={brush} actions={props.actions} />
        )}
      </div>
      <div className="board-upload">
        <UploadButton input={props.fileInput} onFiles={props.onFiles} />
        <p className="board-hint">
          <span id="board-hint" hidden={notice !== null}>
            {messages.boardHint}
          </span>
          <span role="status">{notice}</span>
        </p>
      </div>
    </section>
  );
}
