import { describe, expect, test } from "vitest";
import { frameOf, onSquare, WRITING_LINES } from "../../src/recognition/frame";
import type { GreyPicture } from "../../src/recognition/picture";
import type { Character, Line } from "../../src/recognition/reading";
import { aCharacter } from "../readings";

/** A character from `top` to `bottom`. */
function from(character: string, top: number, bottom: number): Character {
  const one = aCharacter(character, 0);
  return { ...one, box: { ...one.box, y: top, height: bottom - top } };
}

function line(...characters: Character[]): Line {
  return { box: { x: 0, y: 0, width: 100, height: 60 }, characters };
}

describe("the line that characters stand on", () => {
  test("is found from those that stand on it, not from those that hang below", () => {
    const frame = frameOf(
      line(from("p", 20, 55), from("a", 20, 40), from("g", 20, 56), from("x", 21, 41)),
    );
    expect(frame.base).toBeOneOf([40, 41]);
  });

  test("small letters and capitals agree about the picture around them", () => {
    expect(frameOf(line(from("a", 20, 40))).side).toBeCloseTo(100);
    expect(frameOf(line(from("H", 7, 40))).side).toBeCloseTo(100);
  });

  test("without any that tells, the line's own height decides", () => {
    const frame = frameOf(line(from("-", 30, 33)));
    expect(frame.base).toBe(60);
    expect(frame.side).toBeGreaterThan(60);
  });
});

describe("a cut-out on its square", () => {
  const cut: GreyPicture = {
    kind: "grey",
    width: 2,
    height: 20,
    pixels: new Uint8Array(40).fill(255, 0, 4),
  };

  test("stands where it stood on its line", () => {
    const square = onSquare(cut, 20, { base: 40, side: 100 });
    expect(square).toMatchObject({ width: 100, height: 100 });
    const inked = square.pixels.indexOf(255);
    expect(Math.floor(inked / 100)).toBe(Math.round((WRITING_LINES.base - 0.2) * 100));
    expect(inked % 100).toBe(49);
  });

  test("is whole, however the line was misjudged", () => {
    for (const frame of [
      { base: -500, side: 30 },
      { base: 900, side: 30 },
      { base: 10, side: 0.1 },
    ]) {
      const { width, height, pixels } = onSquare(cut, 20, frame);
      expect(width).toBe(height);
      expect(pixels.filter((value) => value === 255)).toHaveLength(4);
    }
  });
});
