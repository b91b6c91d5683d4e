/** What a reader answers about a page of lines, whoever it was that computed it. */

import type { Place, Score, Timing, Verdict } from "./answer";

/** In pixels of the picture that was read; fractions are allowed. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Character {
  /** One character; a space's box is the gap. */
  readonly character: string;
  readonly confidence: number;
  readonly box: Box;
  /** The most probable readings, best first. */
  readonly top: readonly Score[];
}

export interface Line {
  readonly box: Box;
  /** In the order of the text, spaces included. */
  readonly characters: readonly Character[];
}

export interface Reading {
  /** Which version answered, as `name@version`. */
  readonly model: string;
  readonly place: Place;
  readonly confidence: number;
  readonly verdict: Verdict;
  /** Whether the page held more than one answer may take. */
  readonly partial: boolean;
  readonly lines: readonly Line[];
  readonly timing: Timing;
}

export function textOf(lines: readonly Line[]): string {
  return lines.map((line) => line.characters.map((one) => one.character).join("")).join("\n");
}

export function union(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { x, y, width: right - x, height: bottom - y };
}

/** The part of a line that a character takes up: as wide as the character, as high as the line. */
export function columnOf(line: Box, box: Box): Box {
  const y = Math.min(line.y, box.y);
  const bottom = Math.max(line.y + line.height, box.y + box.height);
  return { x: box.x, y, width: box.width, height: bottom - y };
}

export function middleLiesIn(box: Box, region: Box): boolean {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  return (
    x >= region.x && x < region.x + region.width && y >= region.y && y < region.y + region.height
  );
}
