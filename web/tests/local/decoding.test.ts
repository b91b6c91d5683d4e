import { describe, expect, test } from "vitest";
import { factorOf, LONGEST_SIDE } from "../../src/local/fit";
import { readHead } from "../../src/local/header";
import { layOnPaper, Reducer, toCovered, toGrey } from "../../src/local/pixels";
import { bytes } from "./files";

const PNG = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const JPEG_START = "\xff\xd8\xff\xe0\0\x06JFIF";

describe("the head of a file", () => {
  test.each([
    ["png", bytes(PNG, [0, 0, 1, 0x2c, 0, 0, 0, 200]), 300, 200],
    ["jpeg", bytes(JPEG_START, "\xff\xc0\0\x11\x08", [0, 200, 1, 0x2c]), 300, 200],
    ["jpeg", bytes(JPEG_START, "\xff\xc4\0\x04ab\xff\xff\xc2\0\x11\x08", [0, 8, 0, 9]), 9, 8],
    ["webp", bytes("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0", [43, 1, 0, 199, 0, 0, 0]), 300, 200],
    ["webp", bytes("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f", [0x2b, 0xc1, 0x31, 0]), 300, 200],
    ["webp", bytes("RIFF\0\0\0\0WEBPVP8 \0\0\0\0abc\x9d\x01\x2a", [44, 1, 200, 0]), 300, 200],
  ])("tells the size of a %s", (format, file, width, height) => {
    expect(readHead(file)).toEqual({ format, size: { width, height } });
  });

  test.each([
    ["png", bytes(PNG)],
    ["jpeg", bytes(JPEG_START)],
    ["jpeg", bytes(JPEG_START, "garbage")],
    ["webp", bytes("RIFF\0\0\0\0WEBP")],
  ])("may break off before the size of a %s", (format, file) => {
    expect(readHead(file)).toEqual({ format, size: null });
  });

  test.each([
    ["nothing", bytes(), "empty-image"],
    ["a GIF", bytes("GIF89a"), "unsupported-image"],
    ["a text", bytes("not a picture"), "unsupported-image"],
    ["100 megapixels", bytes(PNG, [0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]), "image-too-large"],
  ])("is refused for %s", (_, file, type) => {
    expect(() => readHead(file)).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({ type: `urn:vistazo:problem:${type}` }),
      }),
    );
  });
});

describe("a picture is divided", () => {
  test.each([
    [{ width: 280, height: 280 }, false, null, 1],
    [{ width: 1600, height: 10 }, false, null, 1],
    [{ width: 1601, height: 10 }, false, null, 2],
    [{ width: 4000, height: 3000 }, false, null, 3],
    [{ width: 4000, height: 3000 }, true, null, 4],
    [{ width: 500, height: 375 }, true, 448, 1],
    [{ width: 4000, height: 3000 }, false, 448, 6],
    [{ width: 4000, height: 3000 }, true, 448, 4],
    [{ width: 20000, height: 2000 }, true, null, 16],
  ])("%o, JPEG %s, of which %s are enough", (size, isJpeg, enough, factor) => {
    expect(factorOf(size, isJpeg, { most: LONGEST_SIDE, enough })).toBe(factor);
  });
});

function covered(width: number, height: number, pixels: readonly (readonly number[])[]) {
  return { width, height, rgba: Uint8ClampedArray.from(pixels.flat()) };
}

describe("pixels", () => {
  test("are gathered in blocks, smaller ones at the edges", () => {
    const reducer = new Reducer({ width: 3, height: 3 }, 2);
    reducer.add(0, 3, toCovered(Uint8Array.from([0, 10, 100, 20, 31, 103])));
    reducer.add(2, 3, toCovered(Uint8Array.from([7, 8, 255])));
    const { width, height, rgba } = reducer.picture();
    expect([width, height]).toEqual([2, 2]);
    expect([...toGrey(layOnPaper({ width, height, rgba }))]).toEqual([15, 102, 8, 255]);
    expect([...rgba.filter((_, index) => index % 4 === 3)]).toEqual([255, 255, 255, 255]);
  });

  test("count by their cover", () => {
    const reducer = new Reducer({ width: 2, height: 1 }, 2);
    reducer.add(0, 2, Uint8ClampedArray.from([200, 0, 0, 255, 50, 50, 50, 0]));
    expect([...reducer.picture().rgba]).toEqual([100, 0, 0, 128]);
  });

  test("are laid on white", () => {
    const half = covered(2, 1, [
      [0, 0, 0, 255],
      [0, 0, 0, 0],
    ]);
    expect([...layOnPaper(half)]).toEqual([0, 0, 0, 255, 255, 255]);
  });

  test("are laid on black where they could not be seen on white", () => {
    const white = covered(2, 1, [
      [255, 255, 255, 255],
      [0, 0, 0, 0],
    ]);
    expect([...layOnPaper(white)]).toEqual([255, 255, 255, 0, 0, 0]);
  });

  test("that are blank stay white", () => {
    expect([...layOnPaper(covered(1, 1, [[0, 0, 0, 0]]))]).toEqual([255, 255, 255]);
  });

  test("weigh as luma does", () => {
    const colours = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
    expect([...toGrey(Uint8Array.from(colours))]).toEqual([76, 150, 29, 255]);
  });
});
