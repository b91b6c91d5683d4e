/** Puts strokes on a canvas. The eraser takes ink away, so a layer holds ink and nothing else. */

import type { Point, Stroke } from "./stroke";

/** What painting needs of a canvas context; a test passes one that only takes notes. */
export type Layer = Pick<
  CanvasRenderingContext2D,
  | "arc"
  | "beginPath"
  | "clearRect"
  | "fill"
  | "fillStyle"
  | "globalCompositeOperation"
  | "lineCap"
  | "lineJoin"
  | "lineTo"
  | "lineWidth"
  | "moveTo"
  | "quadraticCurveTo"
  | "stroke"
  | "strokeStyle"
>;

export interface Brush {
  /** Size of the layer in its own pixels; its height is the strokes' unit. */
  readonly width: number;
  readonly height: number;
  readonly ink: string;
}

export function paintStrokes(layer: Layer, strokes: readonly Stroke[], brush: Brush): void {
  layer.clearRect(0, 0, brush.width, brush.height);
  for (const stroke of strokes) paintStroke(layer, stroke, brush);
}

export function paintStroke(layer: Layer, stroke: Stroke, brush: Brush): void {
  const [first, ...others] = stroke.points;
  if (!first) return;
  dip(layer, stroke, brush);
  layer.beginPath();
  const last = others.at(-1);
  if (!last) {
    // A line of no length paints nothing in some browsers; a dot always does.
    layer.arc(
      first.x * brush.height,
      first.y * brush.height,
      (stroke.width * brush.height) / 2,
      0,
      7,
    );
    layer.fill();
    return;
  }
  layer.moveTo(first.x * brush.height, first.y * brush.height);
  curve(layer, stroke.points, 1, brush.height);
  layer.lineTo(last.x * brush.height, last.y * brush.height);
  layer.stroke();
}

/**
 * Paints what a growing stroke gained since it had `painted` points, up to the middle of its last
 * stretch: the rest of that stretch bends with the next point.
 */
export function paintTail(layer: Layer, stroke: Stroke, painted: number, brush: Brush): void {
  const reached = Math.max(1, painted);
  const before = stroke.points[reached - 2] ?? stroke.points[0];
  const at = stroke.points[reached - 1];
  if (!before || !at || stroke.points.length === 1) {
    paintStroke(layer, stroke, brush);
    return;
  }
  const from = middle(before, at);
  dip(layer, stroke, brush);
  layer.beginPath();
  layer.moveTo(from.x * brush.height, from.y * brush.height);
  curve(layer, stroke.points, reached, brush.height);
  layer.stroke();
}

function dip(layer: Layer, stroke: Stroke, brush: Brush): void {
  layer.globalCompositeOperation = stroke.tool === "eraser" ? "destination-out" : "source-over";
  layer.strokeStyle = brush.ink;
  layer.fillStyle = brush.ink;
  layer.lineCap = "round";
  layer.lineJoin = "round";
  layer.lineWidth = stroke.width * brush.height;
}

/** Through the middles of the stretches, bending at the points: no corners where a hand was fast. */
function curve(layer: Layer, points: readonly Point[], start: number, unit: number): void {
  for (let index = start; index < points.length; index += 1) {
    const bend = points[index - 1];
    const end = points[index];
    if (!bend || !end) return;
    const halfway = middle(bend, end);
    layer.quadraticCurveTo(bend.x * unit, bend.y * unit, halfway.x * unit, halfway.y * unit);
  }
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
