/** What is drawn on one board: by a pointer, step by step, and on the screen. */

import { BoardPainter } from "../components/board/painter";
import { Pen } from "../components/board/pen";
import type { GreyPicture } from "../recognition/picture";
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
} from "../strokes/drawing";
import { createRasteriser, type Rasterise } from "../strokes/raster";
import type { Stroke } from "../strokes/stroke";
import type { Action } from "./view";

const NIB = { tool: "pen", width: 0.07, aspect: 1 } as const;

const STEPS: Readonly<Record<Action, (drawing: Drawing) => Drawing>> = { undo, redo, clear };

/** What decides the colours of a page, and may change while it is looked at. */
const SCHEMES = ["(prefers-color-scheme: dark)", "(forced-colors: active)"];

/** Told of a stroke that grows, and without one of anything else that changed. */
type Listener = (growing: Stroke | null) => void;

export class Sketch {
  readonly #canvas: HTMLCanvasElement;
  readonly #tell: Listener;
  readonly #pen = new Pen();
  readonly #schemes = SCHEMES.map((scheme) => matchMedia(scheme));
  readonly #repaint = () => this.#painter?.repaint();
  #painter: BoardPainter | null = null;
  #rasterise: Rasterise | null = null;
  #drawing = EMPTY_DRAWING;

  constructor(canvas: HTMLCanvasElement, tell: Listener) {
    this.#canvas = canvas;
    this.#tell = tell;
    canvas.addEventListener("pointerdown", (event) =>
      this.#grow(this.#pen.begin(canvas, event, NIB)),
    );
    canvas.addEventListener("pointermove", (event) => this.#grow(this.#pen.go(canvas, event)));
    canvas.addEventListener("pointerup", (event) => {
      this.#grow(this.#pen.go(canvas, event));
      this.#end(event);
    });
    canvas.addEventListener("pointercancel", (event) => this.#end(event));
    canvas.addEventListener("lostpointercapture", (event) => this.#end(event));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  get strokes(): readonly Stroke[] {
    return visibleStrokes(this.#drawing);
  }

  get can(): Readonly<Record<Action, boolean>> {
    return {
      undo: canUndo(this.#drawing),
      redo: canRedo(this.#drawing),
      clear: this.strokes.length > 0,
    };
  }

  /** Null where nothing can be seen. */
  picture(growing: Stroke | null): GreyPicture | null {
    this.#rasterise ??= createRasteriser();
    const raster = this.#rasterise(growing ? [...this.strokes, growing] : this.strokes);
    return raster && { kind: "grey", ...raster };
  }

  step(action: Action): void {
    this.#change(STEPS[action](this.#drawing));
  }

  /** The board is on a page. */
  start(): void {
    this.#painter = new BoardPainter(this.#canvas);
    this.#painter.show(this.strokes);
    for (const scheme of this.#schemes) scheme.addEventListener("change", this.#repaint);
  }

  stop(): void {
    for (const scheme of this.#schemes) scheme.removeEventListener("change", this.#repaint);
    this.#painter?.stop();
    this.#painter = null;
  }

  #grow(stroke: Stroke | null): void {
    if (!stroke) return;
    this.#painter?.grow(stroke);
    this.#tell(stroke);
  }

  #end(event: PointerEvent): void {
    const stroke = this.#pen.end(event);
    if (!stroke) return;
    this.#painter?.settle();
    this.#change(addStroke(this.#drawing, stroke));
  }

  #change(drawing: Drawing): void {
    if (drawing === this.#drawing) return;
    this.#drawing = drawing;
    this.#painter?.show(this.strokes);
    this.#tell(null);
  }
}
