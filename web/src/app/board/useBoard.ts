import { useRef, useState } from "react";
import type { Brush } from "../../components/board/Board";
import type { BoardControl, Given } from "../../components/board/BoardPanel";
import type { Widths } from "../../components/board/BoardTools";
import { useDrawing } from "./useDrawing";
import { useGiven } from "./useGiven";
import { useShortcuts } from "./useShortcuts";

interface BoardOptions {
  widths: Widths;
  canCorrect: boolean;
  singleKeys: boolean;
  onHelp(): void;
}

/** A board with its history, its brush, a picture in its place, and the keys that call it all. */
export function useBoard({ widths, canCorrect, singleKeys, onHelp }: BoardOptions): BoardControl {
  const { strokes, canUndo, canRedo, dispatch } = useDrawing();
  // Until a person chooses a width, it is the usual one of whatever is drawn here.
  const [chosen, setChosen] = useState<Partial<Brush>>({});
  const brush: Brush = { tool: "pen", width: widths.usual, ...chosen };
  const [given, setGiven] = useState<Given | null>(null);
  const fileInput = useRef<HTMLInputElement>(null);

  const back = () => setGiven(null);
  const change = (changed: Partial<Brush>) => setChosen((current) => ({ ...current, ...changed }));
  const widen = (steps: number) => {
    const width = brush.width + steps * widths.step;
    change({ width: Math.min(widths.most, Math.max(widths.least, width)) });
  };
  const step = (kind: "undo" | "redo" | "clear") => () => {
    if (!given) dispatch({ kind });
  };
  const undo = step("undo");
  const redo = step("redo");
  const clear = step("clear");

  useShortcuts(
    {
      undo,
      redo,
      clear: given ? back : clear,
      pen: () => change({ tool: "pen" }),
      eraser: () => change({ tool: "eraser" }),
      correct: () => canCorrect && change({ tool: "correct" }),
      thinner: () => widen(-1),
      thicker: () => widen(1),
      upload: () => fileInput.current?.click(),
      help: onHelp,
    },
    singleKeys,
  );
  const { notice, hovering, take } = useGiven(setGiven);

  return {
    strokes,
    brush,
    widths,
    canCorrect,
    given,
    hovering,
    notice,
    fileInput,
    actions: { canUndo, canRedo, canClear: strokes.length > 0, undo, redo, clear, change },
    take,
    back,
    add: (stroke) => dispatch({ kind: "add", stroke }),
  };
}
