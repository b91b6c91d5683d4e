import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addStroke,
  canRedo,
  canUndo,
  clear,
  type Drawing,
  EMPTY_DRAWING,
  MOST_STEPS,
  redo,
  undo,
  visibleStrokes,
} from "../../src/strokes/drawing";
import type { Stroke } from "../../src/strokes/stroke";

type Change = (drawing: Drawing) => Drawing;

const aPoint = fc.record({ x: fc.double({ noNaN: true }), y: fc.double({ noNaN: true }) });
const aStroke: fc.Arbitrary<Stroke> = fc.record({
  tool: fc.constantFrom("pen", "eraser"),
  width: fc.constantFrom(0.02, 0.07, 0.16),
  points: fc.array(aPoint, { minLength: 1, maxLength: 4 }),
});
const aStep: fc.Arbitrary<Change> = fc.oneof(
  aStroke.map(
    (stroke): Change =>
      (drawing) =>
        addStroke(drawing, stroke),
  ),
  fc.constant<Change>(clear),
);
const aChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: aStep },
  { weight: 1, arbitrary: fc.constant<Change>(undo) },
  { weight: 1, arbitrary: fc.constant<Change>(redo) },
);
const aDrawing = fc
  .array(aChange, { maxLength: 30 })
  .map((changes) => changes.reduce((drawing, change) => change(drawing), EMPTY_DRAWING));

const dot: Stroke = { tool: "pen", width: 0.07, points: [{ x: 0.5, y: 0.5 }] };

describe("undo and redo", () => {
  test("undo then redo gives back the same drawing", () => {
    fc.assert(
      fc.property(aDrawing, (drawing) => {
        fc.pre(canUndo(drawing));
        expect(redo(undo(drawing))).toEqual(drawing);
      }),
    );
  });

  test("redo then undo gives back the same drawing", () => {
    fc.assert(
      fc.property(aDrawing, (drawing) => {
        fc.pre(canRedo(drawing));
        expect(undo(redo(drawing))).toEqual(drawing);
      }),
    );
  });

  test("undo takes back exactly what a step did", () => {
    fc.assert(
      fc.property(aDrawing, aStep, (drawing, step) => {
        const stepped = step(drawing);
        if (stepped === drawing) return;
        expect(visibleStrokes(undo(stepped))).toEqual(visibleStrokes(drawing));
      }),
    );
  });

  test("all can be undone, and all of it redone", () => {
    fc.assert(
      fc.property(aDrawing, (drawing) => {
        let back = drawing;
        while (canUndo(back)) back = undo(back);
        expect(visibleStrokes(back)).toEqual([]);
        let forth = back;
        while (canRedo(forth)) forth = redo(forth);
        let newest = drawing;
        while (canRedo(newest)) newest = redo(newest);
        expect(forth).toEqual(newest);
      }),
    );
  });

  test("a new step forgets what was undone", () => {
    fc.assert(
      fc.property(aDrawing, aStroke, (drawing, stroke) => {
        expect(canRedo(addStroke(drawing, stroke))).toBe(false);
      }),
    );
  });

  test("nothing to undo or redo changes nothing", () => {
    expect(undo(EMPTY_DRAWING)).toBe(EMPTY_DRAWING);
    expect(redo(EMPTY_DRAWING)).toBe(EMPTY_DRAWING);
  });

  test("no change alters the drawing that it was given", () => {
    fc.assert(
      fc.property(aDrawing, aChange, (drawing, change) => {
        const before = structuredClone(drawing);
        change(drawing);
        expect(drawing).toEqual(before);
      }),
    );
  });
});

describe("clearing", () => {
  test("leaves nothing visible, and undoing it brings everything back", () => {
    fc.assert(
      fc.property(aDrawing, (drawing) => {
        const cleared = clear(drawing);
        expect(visibleStrokes(cleared)).toEqual([]);
        if (cleared !== drawing) {
          expect(visibleStrokes(undo(cleared))).toEqual(visibleStrokes(drawing));
        }
      }),
    );
  });

  test("a clear board is no step", () => {
    const cleared = clear(addStroke(EMPTY_DRAWING, dot));
    expect(clear(cleared)).toBe(cleared);
    expect(clear(EMPTY_DRAWING)).toBe(EMPTY_DRAWING);
  });
});

describe("memory", () => {
  test("old cleared pages are forgotten, what is left stays exact", () => {
    let drawing = EMPTY_DRAWING;
    for (let page = 0; page < MOST_STEPS; page += 1) {
      drawing = clear(addStroke(drawing, { ...dot, width: page }));
    }
    expect(drawing.past.length).toBeLessThanOrEqual(MOST_STEPS);
    const newest = visibleStrokes(undo(drawing)).map(({ width }) => width);
    expect(newest).toEqual([MOST_STEPS - 1]);
    while (canUndo(drawing)) {
      expect(visibleStrokes(drawing).length).toBeLessThanOrEqual(1);
      drawing = undo(drawing);
    }
    expect(visibleStrokes(drawing)).toEqual([]);
  });

  test("a page that is not cleared is never cut", () => {
    let drawing = EMPTY_DRAWING;
    for (let index = 0; index < MOST_STEPS + 50; index += 1) drawing = addStroke(drawing, dot);
    expect(visibleStrokes(drawing)).toHaveLength(MOST_STEPS + 50);
    expect(visibleStrokes(undo(clear(drawing)))).toHaveLength(MOST_STEPS + 50);
  });
});

test("a stroke without points is no step", () => {
  expect(addStroke(EMPTY_DRAWING, { ...dot, points: [] })).toBe(EMPTY_DRAWING);
});
