/** Follows one pointer over a board, and makes a stroke of its way. */

import { GrowingStroke, type Point, type Stroke, type Tool } from "../../strokes/stroke";

/** The button that a pen reports when it is turned round. */
const PEN_ERASER_BUTTON = 5;

export interface Nib {
  /** Null draws nothing, unless a pen is turned round. */
  readonly tool: Tool | null;
  readonly width: number;
  readonly aspect: number;
}

export class Pen {
  #current: { readonly pointer: number; readonly stroke: GrowingStroke } | null = null;

  /** The stroke that begins; null where none does. */
  begin(canvas: HTMLCanvasElement, event: PointerEvent, nib: Nib): Stroke | null {
    const turned = event.pointerType === "pen" && event.button === PEN_ERASER_BUTTON;
    const tool = turned ? "eraser" : nib.tool;
    // A second finger is a palm or a pinch; other buttons have other meanings.
    if (this.#current || !tool || (event.button !== 0 && !turned)) return null;
    canvas.setPointerCapture(event.pointerId);
    const stroke = new GrowingStroke(tool, nib.width, place(canvas, event), nib.aspect);
    this.#current = { pointer: event.pointerId, stroke };
    return stroke;
  }

  /** The stroke that grew; null where none did. */
  go(canvas: HTMLCanvasElement, event: PointerEvent): Stroke | null {
    const current = this.#current;
    if (current?.pointer !== event.pointerId) return null;
    const between = event.getCoalescedEvents?.() ?? [];
    let grew = false;
    for (const step of [...between, event]) {
      grew = current.stroke.add(place(canvas, step)) || grew;
    }
    return grew ? current.stroke : null;
  }

  /** The stroke that is finished; null where none was being drawn. */
  end(event: PointerEvent): Stroke | null {
    const current = this.#current;
    if (current?.pointer !== event.pointerId) return null;
    this.#current = null;
    return current.stroke.finish();
  }
}

/** From the screen to the board's own units, whatever the board's size is by now. */
function place(canvas: HTMLCanvasElement, at: { clientX: number; clientY: number }): Point {
  const box = canvas.getBoundingClientRect();
  return { x: (at.clientX - box.left) / box.height, y: (at.clientY - box.top) / box.height };
}
