/** Pixels of the two small pictures beside an answer. Values in, RGBA out; no canvas needed. */

import type { Attention, Seen } from "../../recognition/answer";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

type Colour = readonly [number, number, number];

/** Orange against blue is told apart with every common kind of colour blindness. */
export const FOR: Colour = [255, 138, 31];
export const AGAINST: Colour = [64, 146, 255];

/** How much of a place's colour the strongest evidence takes over. */
const STRONGEST = 0.85;

/** How many pixels across are enough to let heat change smoothly. */
const SMOOTH = 224;

/** What was seen, in its own colours. */
export function seenPixels(seen: Seen): Pixels {
  return paint(seen.width, seen.height, (x, y) => colourOf(seen, x, y));
}

function colourOf({ width, channels, pixels }: Seen, x: number, y: number): Colour {
  const at = (y * width + x) * channels;
  const first = pixels[at] ?? 0;
  return channels === 1 ? [first, first, first] : [first, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
}

/** The evidence for one label over what was seen, on the scale of the strongest for any label. */
export function heatPixels(seen: Seen, attention: Attention, label: string): Pixels {
  const strongest = strongestEvidence(attention);
  const map = attention.byLabel.get(label) ?? [];
  // Each seen pixel is shown as a square of so many, so that heat may change within it.
  const fineness = Math.max(1, Math.round(SMOOTH / Math.max(seen.width, seen.height)));
  const width = seen.width * fineness;
  const height = seen.height * fineness;
  return paint(width, height, (x, y) => {
    const across = ((x + 0.5) / width) * attention.width - 0.5;
    const down = ((y + 0.5) / height) * attention.height - 0.5;
    const evidence = strongest > 0 ? between(map, across, down) / strongest : 0;
    // Greyed, so that no colour of the picture passes for heat.
    const grey = lightness(colourOf(seen, Math.floor(x / fineness), Math.floor(y / fineness)));
    const colour = evidence > 0 ? FOR : AGAINST;
    const share = Math.min(1, Math.abs(evidence)) * STRONGEST;
    const blend = (channel: number) => grey * 0.8 + (channel - grey * 0.8) * share;
    return [blend(colour[0]), blend(colour[1]), blend(colour[2])];
  });
}

/** As an eye weighs colours (ITU-R BT.601). */
function lightness([red, green, blue]: Colour): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

export function strongestEvidence(attention: Attention): number {
  let strongest = 0;
  for (const map of attention.byLabel.values()) {
    for (const value of map.flat()) strongest = Math.max(strongest, Math.abs(value));
  }
  return strongest;
}

/** The value between grid points, by distance; beyond the edge the edge goes on. */
function between(map: readonly (readonly number[])[], across: number, down: number): number {
  const left = Math.floor(across);
  const top = Math.floor(down);
  const at = (row: number, column: number): number => {
    const line = map[Math.min(map.length - 1, Math.max(0, row))] ?? [];
    return line[Math.min(line.length - 1, Math.max(0, column))] ?? 0;
  };
  const mix = (a: number, b: number, share: number) => a + (b - a) * share;
  const upper = mix(at(top, left), at(top, left + 1), across - left);
  const lower = mix(at(top + 1, left), at(top + 1, left + 1), across - left);
  return mix(upper, lower, down - top);
}

function paint(width: number, height: number, colourAt: (x: number, y: number) => Colour): Pixels {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rgba.set([...colourAt(x, y), 255], (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}
