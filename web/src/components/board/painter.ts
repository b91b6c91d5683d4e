/** Shows strokes on a canvas element, sharp on every screen, and repaints when the screen changes. */

import { paintStrokes, paintTail } from "../../strokes/paint";
import type { Stroke } from "../../strokes/stroke";

export class BoardPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #layer: CanvasRenderingContext2D;
  readonly #observer: ResizeObserver;
  #strokes: readonly Stroke[] = [];
  #growing: Stroke | null = null;
  #painted = 0;
  #frame = 0;
  #ink = "";

  constructor(canvas: HTMLCanvasElement) {
    const layer = canvas.getContext("2d");
    if (!layer) throw new Error("This browser gives no 2D canvas.");
    this.#canvas = canvas;
    this.#layer = layer;
    this.#observer = new ResizeObserver(() => this.#fit());
    this.#observer.observe(canvas);
    // Fires where only the pixel ratio changes, which the other observation sleeps through.
    window.addEventListener("resize", this.#fit);
    this.#fit();
  }

  show(strokes: readonly Stroke[]): void {
    this.#strokes = strokes;
    this.repaint();
  }

  /** Shows what `stroke` gained, with the next frame. */
  grow(stroke: Stroke): void {
    if (this.#growing !== stroke) this.#painted = 0;
    this.#growing = stroke;
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#paintGrown());
  }

  /** The growing stroke ended; it is the owner's from now on. */
  settle(): void {
    this.#growing = null;
  }

  /** The ink's colour is the canvas's text colour, so themes and forced colours decide it. */
  repaint(): void {
    this.#ink = getComputedStyle(this.#canvas).color;
    const strokes = this.#growing ? [...this.#strokes, this.#growing] : this.#strokes;
    paintStrokes(this.#layer, strokes, this.#brush());
    this.#painted = this.#growing?.points.length ?? 0;
  }

  stop(): void {
    this.#observer.disconnect();
    window.removeEventListener("resize", this.#fit);
    cancelAnimationFrame(this.#frame);
  }

  #paintGrown(): void {
    this.#frame = 0;
    if (!this.#growing) return;
    paintTail(this.#layer, this.#growing, this.#painted, this.#brush());
    this.#painted = this.#growing.points.length;
  }

  #brush() {
    return { width: this.#canvas.width, height: this.#canvas.height, ink: this.#ink };
  }

  readonly #fit = (): void => {
    const pixels = (length: number) => Math.max(1, Math.round(length * window.devicePixelRatio));
    const width = pixels(this.#canvas.clientWidth);
    const height = pixels(this.#canvas.clientHeight);
    if (width !== this.#canvas.width || height !== this.#canvas.height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    this.repaint();
  };
}
