import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crop, cutColumn, pixelBox, samePixels } from "../../src/recognition/crop";
import type { GreyPicture } from "../../src/recognition/picture";

function picture(...rows: number[][]): GreyPicture {
  const width = rows[0]?.length ?? 0;
  return { kind: "grey", width, height: rows.length, pixels: Uint8Array.from(rows.flat()) };
}

const number = fc.double({ min: -50, max: 50, noNaN: true });
const size = fc.record({
  width: fc.integer({ min: 1, max: 20 }),
  height: fc.integer({ min: 1, max: 20 }),
});

describe("a crop", () => {
  test("holds every pixel that the box touches", () => {
    const page = picture([1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]);
    const cut = crop(page, { x: 1.2, y: 0.9, width: 1.1, height: 0.2 });
    expect(cut).toMatchObject({ width: 2, height: 2 });
    expect([...cut.pixels]).toEqual([2, 3, 6, 7]);
  });

  test("has at least one pixel and none from outside, whatever the box", () => {
    const box = fc.record({ x: number, y: number, width: fc.nat(60), height: fc.nat(60) });
    fc.assert(
      fc.property(box, size, (box, size) => {
        const { x, y, width, height } = pixelBox(box, size);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(1);
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(size.width);
        expect(y + height).toBeLessThanOrEqual(size.height);
      }),
    );
  });

  test("is the same as another only pixel for pixel", () => {
    expect(samePixels(picture([1, 2]), picture([1, 2]))).toBe(true);
    expect(samePixels(picture([1, 2]), picture([1, 3]))).toBe(false);
    expect(samePixels(picture([1, 2]), picture([1], [2]))).toBe(false);
  });
});

describe("the column to cut at", () => {
  test.each([
    ["dark paper", 0, 255],
    ["light paper", 255, 0],
  ])("has least ink, on %s", (_, paper, ink) => {
    const row = [ink, ink, paper, ink, ink, ink, ink, ink];
    expect(cutColumn(picture(row, row, Array(8).fill(paper), Array(8).fill(paper)))).toBe(2);
  });

  test("lies in the middle where nothing tells", () => {
    expect(cutColumn(picture(Array(9).fill(7)))).toBeOneOf([4, 5]);
  });

  test("leaves both sides something, as soon as there is enough for two", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 60 }), (row) => {
        const column = cutColumn(picture([...row]));
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual(row.length - 1);
      }),
    );
  });
});
