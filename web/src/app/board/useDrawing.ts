import { useMemo, useReducer } from "react";
import {
  addStroke,
  canRedo,
  canUndo,
  clear,
  type Drawing,
  EMPTY_DRAWING,
  redo,
  undo,
  visibleStrokes,
} from "../../strokes/drawing";
import type { Stroke } from "../../strokes/stroke";

type Change = { kind: "undo" | "redo" | "clear" } | { kind: "add"; stroke: Stroke };

function changed(drawing: Drawing, change: Change): Drawing {
  switch (change.kind) {
    case "undo":
      return undo(drawing);
    case "redo":
      return redo(drawing);
    case "clear":
      return clear(drawing);
    case "add":
      return addStroke(drawing, change.stroke);
  }
}

export function useDrawing() {
  const [drawing, dispatch] = useReducer(changed, EMPTY_DRAWING);
  const strokes = useMemo(() => visibleStrokes(drawing), [drawing]);
  return { strokes, canUndo: canUndo(drawing), canRedo: canRedo(drawing), dispatch };
}
