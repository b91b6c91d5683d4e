import { describe, expect, test } from "vitest";
import { paintStroke, paintStrokes, paintTail } from "../../src/strokes/paint";
import type { Stroke, Tool } from "../../src/strokes/stroke";
import { NotedLayer } from "./notes";

const BRUSH = { width: 100, height: 100, ink: "black" };

function stroke(points: number, tool: Tool = "pen"): Stroke {
  const line = Array.from({ length: points }, (_, index) => ({ x: index / 10, y: 0.5 }));
  return { tool, width: 0.1, points: line };
}

describe("painting", () => {
  test("one point is a dot as wide as the stroke", () => {
    const layer = new NotedLayer();
    paintStroke(layer, stroke(1), BRUSH);
    expect(layer.only("arc")).toEqual([["arc", 0, 50, 5]]);
  });

  test("no point paints nothing", () => {
    const layer = new NotedLayer();
    paintStroke(layer, stroke(0), BRUSH);
    expect(layer.notes).toEqual([]);
  });

  test("a line starts at the first point, ends at the last, round all along", () => {
    const layer = new NotedLayer();
    paintStroke(layer, stroke(4), BRUSH);
    expect(layer.only("moveTo")).toEqual([["moveTo", 0, 50]]);
    expect(layer.only("lineTo")[0]?.[1]).toBeCloseTo(30);
    expect([layer.lineCap, layer.lineJoin]).toEqual(["round", "round"]);
    expect(layer.only("stroke")).toEqual([["stroke", "source-over", 10]]);
  });

  test("the eraser takes away, and ink after it is ink again", () => {
    const layer = new NotedLayer();
    paintStrokes(layer, [stroke(2), stroke(2, "eraser"), stroke(1)], BRUSH);
    expect(layer.notes[0]).toEqual(["clear", 100, 100]);
    expect(layer.only("stroke", "fill").map(([, operation]) => operation)).toEqual([
      "source-over",
      "destination-out",
      "source-over",
    ]);
  });
});

describe("painting a growing stroke bit by bit", () => {
  test.each([[[2, 3, 5, 9]], [[1, 2, 9]], [[1, 9]], [[8, 9]], [[2, 2, 9]]])(
    "in pieces %j bends exactly as painting it at once",
    (lengths) => {
      const whole = new NotedLayer();
      paintStroke(whole, stroke(9), BRUSH);
      const pieces = new NotedLayer();
      let painted = 0;
      for (const length of lengths) {
        paintTail(pieces, stroke(length), painted, BRUSH);
        painted = length;
      }
      expect(pieces.only("curve")).toEqual(whole.only("curve"));
    },
  );

  test("each piece goes on where the one before it ended", () => {
    const layer = new NotedLayer();
    paintTail(layer, stroke(3), 0, BRUSH);
    const end = layer.only("curve").at(-1)?.slice(-2);
    const next = new NotedLayer();
    paintTail(next, stroke(5), 3, BRUSH);
    expect(next.only("moveTo")[0]?.slice(1)).toEqual(end);
  });

  test("its first point is a dot", () => {
    const layer = new NotedLayer();
    paintTail(layer, stroke(1), 0, BRUSH);
    expect(layer.only("arc")).toHaveLength(1);
  });
});
