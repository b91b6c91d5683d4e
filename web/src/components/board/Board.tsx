import { type PointerEvent, useEffect, useRef, useState } from "react";
import { useLocale } from "../../i18n/context";
import type { Stroke, Tool } from "../../strokes/stroke";
import { useMedia } from "../useMedia";
import { BoardPainter } from "./painter";
import { Pen } from "./pen";

/** Correcting draws nothing: it is for choosing what is read. */
export type BoardTool = Tool | "correct";

export interface Brush {
  readonly tool: BoardTool;
  readonly width: number;
}

interface BoardProps {
  aspect: number;
  strokes: readonly Stroke[];
  brush: Brush;
  dark: boolean;
  /** Id of the words that say how else a picture comes here. */
  hint: string;
  onGrow(stroke: Stroke): void;
  onStroke(stroke: Stroke): void;
}

export function Board({ aspect, strokes, brush, dark, hint, onGrow, onStroke }: BoardProps) {
  const { messages, format } = useLocale();
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<BoardPainter>(null);
  const [pen] = useState(() => new Pen());
  const forcedColours = useMedia("(forced-colors: active)");

  useEffect(() => {
    if (!canvas.current) return;
    const created = new BoardPainter(canvas.current);
    painter.current = created;
    return () => created.stop();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of colours asks for a repaint
  useEffect(() => painter.current?.show(strokes), [strokes, dark, forcedColours]);

  const begin = ({ currentTarget, nativeEvent }: PointerEvent<HTMLCanvasElement>) => {
    const tool = brush.tool === "correct" ? null : brush.tool;
    const stroke = pen.begin(currentTarget, nativeEvent, { tool, width: brush.width, aspect });
    if (stroke) grow(stroke);
  };
  const go = ({ currentTarget, nativeEvent }: PointerEvent<HTMLCanvasElement>) => {
    const stroke = pen.go(currentTarget, nativeEvent);
    if (stroke) grow(stroke);
  };
  const grow = (stroke: Stroke) => {
    painter.current?.grow(stroke);
    onGrow(stroke);
  };
  const end = ({ nativeEvent }: PointerEvent) => {
    const stroke = pen.end(nativeEvent);
    if (!stroke) return;
    painter.current?.settle();
    onStroke(stroke);
  };

  const name =
    strokes.length > 0 ? messages.boardStrokes(format.count(strokes.length)) : messages.boardEmpty;
  return (
    <canvas
      ref={canvas}
      className="board-canvas"
      data-tool={brush.tool}
      role="img"
      aria-label={name}
      aria-describedby={hint}
      onPointerDown={begin}
      onPointerMove={go}
      onPointerUp={(event) => {
        go(event);
        end(event);
      }}
      onPointerCancel={end}
      onLostPointerCapture={end}
      onContextMenu={(event) => event.preventDefault()}
    />
  );
}
