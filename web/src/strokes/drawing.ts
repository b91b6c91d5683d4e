/**
 * A drawing and its history, as a value. Clearing is a step like any other, so it can be undone.
 */

import type { Stroke } from "./stroke";

export type Step =
  | { readonly kind: "stroke"; readonly stroke: Stroke }
  | { readonly kind: "clear" };

export interface Drawing {
  /** Steps that were taken, oldest first. */
  readonly past: readonly Step[];
  /** Steps that were undone, the next one to redo last. */
  readonly future: readonly Step[];
}

export const EMPTY_DRAWING: Drawing = { past: [], future: [] };

/** Beyond this many steps the oldest cleared pages are forgotten, so that memory stays bounded. */
export const MOST_STEPS = 400;

export function visibleStrokes(drawing: Drawing): readonly Stroke[] {
  const page = drawing.past.slice(drawing.past.findLastIndex((step) => step.kind === "clear") + 1);
  return page.flatMap((step) => (step.kind === "stroke" ? [step.stroke] : []));
}

export function addStroke(drawing: Drawing, stroke: Stroke): Drawing {
  if (stroke.points.length === 0) return drawing;
  return take(drawing, { kind: "stroke", stroke });
}

/** Clearing a clear board is no step: an undo that changes nothing would puzzle. */
export function clear(drawing: Drawing): Drawing {
  if (visibleStrokes(drawing).length === 0) return drawing;
  return take(drawing, { kind: "clear" });
}

export function canUndo(drawing: Drawing): boolean {
  return drawing.past.length > 0;
}

export function canRedo(drawing: Drawing): boolean {
  return drawing.future.length > 0;
}

export function undo(drawing: Drawing): Drawing {
  const last = drawing.past.at(-1);
  if (!last) return drawing;
  return { past: drawing.past.slice(0, -1), future: [...drawing.future, last] };
}

export function redo(drawing: Drawing): Drawing {
  const next = drawing.future.at(-1);
  if (!next) return drawing;
  return { past: [...drawing.past, next], future: drawing.future.slice(0, -1) };
}

function take(drawing: Drawing, step: Step): Drawing {
  return { past: forgetOldPages([...drawing.past, step]), future: [] };
}

/** Only whole pages may go: dropping part of one would change what a later undo shows. */
function forgetOldPages(past: readonly Step[]): readonly Step[] {
  let kept = past;
  while (kept.length > MOST_STEPS) {
    const endOfPage = kept.findIndex((step) => step.kind === "clear");
    if (endOfPage < 0 || endOfPage === kept.length - 1) break;
    kept = kept.slice(endOfPage + 1);
  }
  return kept;
}
