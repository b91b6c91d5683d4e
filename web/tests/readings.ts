import type { GreyPicture } from "../src/recognition/picture";
import type { Character, Line, Reading } from "../src/recognition/reading";

/** Every character of a test's line is so wide and as high. */
export const CELL = 10;

/** One character in its cell of a line whose top lies at `y`. */
export function aCharacter(character: string, index: number, y = 0): Character {
  return {
    character,
    confidence: 0.9,
    box: { x: index * CELL, y, width: CELL, height: CELL },
    top: [{ label: character, probability: 0.9 }],
  };
}

export function aLine(text: string, y = 0): Line {
  return {
    box: { x: 0, y, width: text.length * CELL, height: CELL },
    characters: [...text].map((character, index) => aCharacter(character, index, y)),
  };
}

/** Lines below each other, a line's height apart. */
export function aReading(...texts: string[]): Reading {
  return {
    model: "characters@0123456789ab",
    place: "server",
    confidence: 0.9,
    verdict: "sure",
    partial: false,
    lines: texts.map((text, number) => aLine(text, number * 2 * CELL)),
    timing: { recogniser: 1, roundTrip: 3 },
  };
}

/** A picture whose every cell is inked with its own grey; `changed` cells have another. */
export function aPage(width = 100, height = 60, changed: readonly number[] = []): GreyPicture {
  const pixels = new Uint8Array(width * height);
  for (let index = 0; index < pixels.length; index += 1) {
    const column = Math.floor((index % width) / CELL);
    pixels[index] = changed.includes(column) ? 200 : column;
  }
  return { kind: "grey", width, height, pixels };
}
