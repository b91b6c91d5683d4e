import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GrowingStroke } from "../../src/strokes/stroke";

describe("a growing stroke", () => {
  test("keeps its points in order and leaves out those that change nothing", () => {
    const stroke = new GrowingStroke("pen", 0.07, { x: 0.1, y: 0.1 });
    expect(stroke.add({ x: 0.1, y: 0.1 })).toBe(false);
    expect(stroke.add({ x: 0.1001, y: 0.1 })).toBe(false);
    expect(stroke.add({ x: 0.2, y: 0.1 })).toBe(true);
    expect(stroke.points).toEqual([
      { x: 0.1, y: 0.1 },
      { x: 0.2, y: 0.1 },
    ]);
  });

  test("takes no point that is not a number", () => {
    const stroke = new GrowingStroke("pen", 0.07, { x: Number.NaN, y: 0 });
    expect(stroke.points).toEqual([]);
    expect(stroke.add({ x: 0, y: Number.POSITIVE_INFINITY })).toBe(false);
  });

  test("stays near the board and, on a bounded path, bounded in points", () => {
    const anywhere = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.record({ x: anywhere, y: anywhere })), (points) => {
        const stroke = new GrowingStroke("eraser", 0.1, { x: 0.5, y: 0.5 });
        for (const point of points) stroke.add(point);
        for (const { x, y } of stroke.points) {
          expect(Math.max(Math.abs(x - 0.5), Math.abs(y - 0.5))).toBeLessThanOrEqual(1);
        }
      }),
    );
    const trembling = new GrowingStroke("pen", 0.07, { x: 0.5, y: 0.5 });
    for (let index = 0; index < 50_000; index += 1) {
      trembling.add({ x: 0.5 + (index % 2) * 0.001, y: 0.5 });
    }
    expect(trembling.points).toHaveLength(1);
  });

  test("what is finished no longer grows", () => {
    const stroke = new GrowingStroke("pen", 0.07, { x: 0, y: 0 });
    const finished = stroke.finish();
    stroke.add({ x: 1, y: 1 });
    expect(finished.points).toEqual([{ x: 0, y: 0 }]);
    expect(finished).toMatchObject({ tool: "pen", width: 0.07 });
  });
});
