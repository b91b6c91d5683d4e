/** Where in the text a character stands. */

import type { Line } from "../../recognition/reading";

export interface Place {
  readonly line: number;
  readonly index: number;
}

export function samePlace(a: Place | null, b: Place): boolean {
  return a?.line === b.line && a.index === b.index;
}

/** Id of the button that stands for a character in the text. */
export function placeId({ line, index }: Place): string {
  return `character-${line}-${index}`;
}

/** Where an arrow key leads from `place`; null for keys that lead nowhere. */
export function moved(place: Place, key: string, lines: readonly Line[]): Place | null {
  const length = (line: number) => lines[line]?.characters.length ?? 0;
  const { line, index } = place;
  switch (key) {
    case "ArrowLeft":
      if (index > 0) return { line, index: index - 1 };
      return line > 0 ? { line: line - 1, index: length(line - 1) - 1 } : place;
    case "ArrowRight":
      if (index < length(line) - 1) return { line, index: index + 1 };
      return line < lines.length - 1 ? { line: line + 1, index: 0 } : place;
    case "ArrowUp":
      return line > 0 ? { line: line - 1, index: Math.min(index, length(line - 1) - 1) } : place;
    case "ArrowDown":
      if (line === lines.length - 1) return place;
      return { line: line + 1, index: Math.min(index, length(line + 1) - 1) };
    case "Home":
      return { line, index: 0 };
    case "End":
      return { line, index: length(line) - 1 };
    default:
      return null;
  }
}
