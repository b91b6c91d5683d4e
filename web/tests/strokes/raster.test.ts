import fc from "fast-check";
import { expect, test } from "vitest";
import { hasInk, inkOf } from "../../src/strokes/raster";

test("ink is what the layer holds, whatever its colour", () => {
  const rgba = new Uint8ClampedArray([9, 9, 9, 0, 0, 0, 0, 255, 255, 0, 0, 128]);
  expect([...inkOf(rgba)]).toEqual([0, 255, 128]);
});

test("one byte a pixel", () => {
  fc.assert(
    fc.property(fc.uint8ClampedArray({ minLength: 4, maxLength: 400 }), (bytes) => {
      const whole = bytes.slice(0, bytes.length - (bytes.length % 4));
      expect(inkOf(whole)).toHaveLength(whole.length / 4);
    }),
  );
});

test("paper has no ink, nor has the seam of an eraser", () => {
  expect(hasInk(new Uint8Array(100))).toBe(false);
  expect(hasInk(new Uint8Array(100).fill(40))).toBe(false);
  expect(hasInk(Uint8Array.of(0, 0, 200))).toBe(true);
});
