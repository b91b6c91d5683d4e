import { type PointerEvent, useEffect, useRef } from "react";
import { useLocale } from "../../i18n/context";
import { GrowingStroke, type Point, type Stroke, type Tool } from "../../strokes/stroke";
import { useMedia } from "../useMedia";
import { BoardPainter } from "./painter";

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

/** The button that a pen reports when it is turned round. */
const PEN_ERASER_BUTTON = 5;

export function Board({ aspect, strokes, brush, dark, hint, onGrow, onStroke }: BoardProps) {
  const { messages, format } = useLocale();
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<BoardPainter>(null);
  const growing = useRef<{ pointer: number; stroke: GrowingStroke } | null>(null);
  const forcedColours = useMedia("(forced-colors: active)");

  useEffect(() => {
    if (!canvas.current) return;
    const created = new BoardPainter(canvas.current);
    painter.current = created;
    return () => created.stop();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of colours asks for a repaint
  useEffect(() => painter.current?.show(strokes), [strokes, dark, forcedColours]);

  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    const turned = event.pointerType === "pen" && event.button === PEN_ERASER_BUTTON;
    const tool = turned ? "eraser" : brush.tool;
    // A second finger is a palm or a pinch; other buttons have other meanings.
    if (growing.current || tool === "correct" || (event.button !== 0 && !turned)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = place(event.currentTarget, event);
    const stroke = new GrowingStroke(tool, brush.width, at, aspect);
    growing.current = { pointer: event.pointerId, stroke };
    painter.current?.grow(stroke);
    onGrow(stroke);
  };
  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    const current = growing.current;
    if (current?.pointer !== event.pointerId) return;
    const between = event.nativeEvent.getCoalescedEvents?.() ?? [];
    let grew = false;
    for (const step of [...between, event]) {
      grew = current.stroke.add(place(event.currentTarget, step)) || grew;
    }
    if (!grew) return;
    painter.current?.grow(current.stroke);
    onGrow(current.stroke);
  };
  const end = (event: PointerEvent<HTMLCanvasElement>) => {
    const current = growing.current;
    if (current?.pointer !== event.pointerId) return;
    growing.current = null;
    painter.current?.settle();
    onStroke(current.stroke.finish());
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

/** From the screen to the board's own units, whatever the board's size is by now. */
function place(canvas: HTMLCanvasElement, at: { clientX: number; clientY: number }): Point {
  const box = canvas.getBoundingClientRect();
  return { x: (at.clientX - box.left) / box.height, y: (at.clientY - box.top) / box.height };
}
