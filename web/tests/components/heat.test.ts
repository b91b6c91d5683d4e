import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AGAINST,
  FOR,
  heatPixels,
  type Pixels,
  seenPixels,
  strongestEvidence,
} from "../../src/components/answer/heat";
import type { Attention, Seen } from "../../src/recognition/answer";

const SEEN: Seen = { width: 4, height: 4, channels: 1, pixels: new Uint8Array(16) };

function attention(maps: Record<string, number[][]>): Attention {
  return { width: 2, height: 2, byLabel: new Map(Object.entries(maps)) };
}

function at({ width, rgba }: Pixels, x: number, y: number): number[] {
  return [...rgba.slice((y * width + x) * 4, (y * width + x) * 4 + 3)];
}

/** Which of two colours another one is nearer to. */
function nearer(colour: number[], a: readonly number[], b: readonly number[]): readonly number[] {
  const away = (from: readonly number[]) =>
    Math.hypot(...from.map((channel, index) => channel - (colour[index] ?? 0)));
  return away(a) < away(b) ? a : b;
}

describe("what was seen", () => {
  test("is grey, opaque and in its place", () => {
    const pixels = seenPixels({
      ...{ width: 2, height: 1, channels: 1 },
      pixels: Uint8Array.of(7, 200),
    });
    expect([...pixels.rgba]).toEqual([7, 7, 7, 255, 200, 200, 200, 255]);
  });

  test("keeps the colours of a photo, and lays heat on its greys", () => {
    const seen: Seen = {
      ...{ width: 2, height: 1, channels: 3 },
      pixels: Uint8Array.of(255, 0, 0, 0, 0, 255),
    };
    expect([...seenPixels(seen).rgba]).toEqual([255, 0, 0, 255, 0, 0, 255, 255]);
    const none = { width: 1, height: 1, byLabel: new Map([["a", [[0]]]]) };
    const [red, green, blue] = at(heatPixels(seen, none, "a"), 0, 0);
    expect([green, blue]).toEqual([red, red]);
  });
});

describe("heat", () => {
  test("speaks for where values are positive and against where they are negative", () => {
    const map = attention({
      a: [
        [1, -1],
        [0, 0],
      ],
      b: [
        [0, 0],
        [0, 0],
      ],
    });
    const pixels = heatPixels(SEEN, map, "a");
    expect(nearer(at(pixels, 0, 0), FOR, AGAINST)).toBe(FOR);
    expect(nearer(at(pixels, pixels.width - 1, 0), FOR, AGAINST)).toBe(AGAINST);
    expect(at(pixels, 0, pixels.height - 1)).toEqual([0, 0, 0]);
  });

  test("is on one scale for all labels, so that weak evidence looks weak", () => {
    const map = attention({
      strong: [
        [10, 0],
        [0, 0],
      ],
      weak: [
        [1, 0],
        [0, 0],
      ],
    });
    const [strong = 0] = at(heatPixels(SEEN, map, "strong"), 0, 0);
    const [weak = 0] = at(heatPixels(SEEN, map, "weak"), 0, 0);
    expect(weak).toBeLessThan(strong / 5);
    expect(strongestEvidence(map)).toBe(10);
  });

  test("without any evidence, or for an unknown label, leaves the picture as it is", () => {
    const none = attention({
      a: [
        [0, 0],
        [0, 0],
      ],
    });
    expect(new Set(heatPixels(SEEN, none, "a").rgba)).toEqual(new Set([0, 255]));
    expect(() => heatPixels(SEEN, none, "z")).not.toThrow();
  });

  test("changes smoothly from place to place", () => {
    const map = attention({
      a: [
        [1, 0],
        [1, 0],
      ],
    });
    const pixels = heatPixels(SEEN, map, "a");
    const reds = Array.from({ length: pixels.width }, (_, x) => at(pixels, x, 0)[0] ?? 0);
    for (let x = 1; x < reds.length; x += 1) {
      expect(reds[x]).toBeLessThanOrEqual(reds[x - 1] ?? 0);
    }
    expect(new Set(reds).size).toBeGreaterThan(8);
  });

  test("of any size fills the picture", () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.double({ min: -5, max: 5, noNaN: true }),
        (width, height, value) => {
          const seen: Seen = { width, height, channels: 1, pixels: new Uint8Array(width * height) };
          const map: Attention = { width: 1, height: 1, byLabel: new Map([["a", [[value]]]]) };
          const { rgba, ...size } = heatPixels(seen, map, "a");
          expect(rgba).toHaveLength(size.width * size.height * 4);
        },
      ),
    );
  });
});
