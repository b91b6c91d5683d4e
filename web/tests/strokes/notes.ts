import type { Layer } from "../../src/strokes/paint";

type Note = readonly [name: string, ...values: readonly (number | string)[]];

/** A layer that paints nothing and notes what it was asked to paint. */
export class NotedLayer implements Layer {
  readonly notes: Note[] = [];
  fillStyle = "";
  strokeStyle = "";
  globalCompositeOperation: GlobalCompositeOperation = "source-over";
  lineCap: CanvasLineCap = "butt";
  lineJoin: CanvasLineJoin = "miter";
  lineWidth = 1;

  beginPath = () => this.#note("beginPath");
  moveTo = (x: number, y: number) => this.#note("moveTo", x, y);
  lineTo = (x: number, y: number) => this.#note("lineTo", x, y);
  quadraticCurveTo = (bx: number, by: number, x: number, y: number) =>
    this.#note("curve", bx, by, x, y);
  arc = (x: number, y: number, radius: number) => this.#note("arc", x, y, radius);
  clearRect = (_x: number, _y: number, width: number, height: number) =>
    this.#note("clear", width, height);
  fill = () => this.#note("fill", this.globalCompositeOperation);
  stroke = () => this.#note("stroke", this.globalCompositeOperation, this.lineWidth);

  only(...names: string[]): Note[] {
    return this.notes.filter(([name]) => names.includes(name));
  }

  #note(name: string, ...values: (number | string)[]): void {
    this.notes.push([name, ...values]);
  }
}
