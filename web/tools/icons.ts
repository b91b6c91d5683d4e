/** Draws the icons of the installed page from its one drawing, `public/favicon.svg`. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { png } from "./png.ts";

const DRAWING = join(import.meta.dirname, "../public/favicon.svg");

const ICONS = [
  { name: "icon-192.png", side: 192, round: true },
  { name: "icon-512.png", side: 512, round: true },
  // Cut to whatever shape a phone has, so it has no corners of its own.
  { name: "icon-maskable-512.png", side: 512, round: false },
] as const;

const SIDE = 32;
const SAMPLES = 4;
const STEPS = 24;

type Point = readonly [x: number, y: number];
type Colour = readonly [red: number, green: number, blue: number];

interface Shape {
  readonly outline: readonly Point[];
  readonly fill: Colour;
}

export function icons(): Plugin {
  return {
    name: "vistazo-icons",
    apply: "build",
    generateBundle() {
      const drawing = readFileSync(DRAWING, "utf8");
      for (const { name, side, round } of ICONS) {
        const source = png(side, side, painted(shapesIn(drawing, round), side));
        this.emitFile({ type: "asset", fileName: name, source });
      }
    },
  };
}

/** What of SVG the drawing uses: rectangles, circles, and paths of curves in absolute numbers. */
export function shapesIn(svg: string, round: boolean): readonly Shape[] {
  return [...svg.matchAll(/<(rect|circle|path) ([^>]*)\/>/g)].map(([, kind, text = ""]) => {
    const given = new Map([...text.matchAll(/([a-z]+)="([^"]*)"/g)].map((m) => [m[1], m[2] ?? ""]));
    const number = (name: string) => Number(given.get(name) ?? 0);
    const fill = colour(given.get("fill") ?? "");
    if (kind === "circle") {
      const [x, y, radius] = [number("cx"), number("cy"), number("r")];
      return { fill, outline: arc([x, y], radius, 0, 4) };
    }
    if (kind === "path") return { fill, outline: curves(given.get("d") ?? "") };
    const [width, height] = [number("width"), number("height")];
    return { fill, outline: rectangle(width, height, round ? number("rx") : 0) };
  });
}

/** Red, green, blue and opacity of each pixel, each the mean of what lies within it. */
export function painted(shapes: readonly Shape[], side: number): Uint8Array {
  const pixels = new Float64Array(side * side * 4);
  const scale = side / SIDE;
  for (const { outline, fill } of shapes) {
    for (let row = 0; row < side; row += 1) {
      const cover = coverOf(outline, row, side, scale);
      for (const [column, share] of cover.entries()) {
        if (share > 0) lay(pixels.subarray((row * side + column) * 4), fill, share);
      }
    }
  }
  return Uint8Array.from(pixels, (value) => Math.round(value));
}

/** How much of each pixel of a row lies within an outline. */
function coverOf(outline: readonly Point[], row: number, side: number, scale: number) {
  const cover = new Float64Array(side);
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const y = (row + (sample + 0.5) / SAMPLES) / scale;
    const crossings = outline.flatMap(([x1, y1], index) => {
      const [x2, y2] = outline[(index + 1) % outline.length] ?? [x1, y1];
      return y1 <= y === y2 <= y ? [] : [(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) * scale];
    });
    crossings.sort((a, b) => a - b);
    for (let index = 0; index + 1 < crossings.length; index += 2) {
      const [left = 0, right = 0] = crossings.slice(index, index + 2);
      for (let column = Math.floor(left); column < Math.min(side, right); column += 1) {
        const share = Math.min(right, column + 1) - Math.max(left, column);
        cover[column] = (cover[column] ?? 0) + share / SAMPLES;
      }
    }
  }
  return cover;
}

function lay(pixel: Float64Array, fill: Colour, share: number): void {
  const [, , , below = 0] = pixel;
  const opacity = share + (below / 255) * (1 - share);
  for (const [channel, value] of fill.entries()) {
    const under = (pixel[channel] ?? 0) * (below / 255) * (1 - share);
    pixel[channel] = (value * share + under) / opacity;
  }
  pixel[3] = opacity * 255;
}

/** `quarters` of a circle, from `first` on, clockwise on the screen. */
function arc([x, y]: Point, radius: number, first: number, quarters: number): readonly Point[] {
  return Array.from({ length: quarters * STEPS }, (_, step) => {
    const angle = (first + step / STEPS) * (Math.PI / 2);
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  });
}

function rectangle(width: number, height: number, round: number): readonly Point[] {
  const [left, right] = [round, width - round];
  const [top, bottom] = [round, height - round];
  const corners: readonly Point[] = [
    [right, bottom],
    [left, bottom],
    [left, top],
    [right, top],
  ];
  return corners.flatMap((corner, quarter) =>
    round === 0 ? [corner] : arc(corner, round, quarter, 1),
  );
}

/** A path of `M`, `C` and `S`. */
function curves(path: string): readonly Point[] {
  const outline: Point[] = [];
  let at: Point = [0, 0];
  let pull: Point = [0, 0];
  for (const [, command, text = ""] of path.matchAll(/([MCSz])([^MCSz]*)/g)) {
    const numbers = (text.match(/-?[\d.]+/g) ?? []).map(Number);
    const points = Array.from({ length: numbers.length / 2 }, (_, index) => {
      return [numbers[2 * index] ?? 0, numbers[2 * index + 1] ?? 0] as const;
    });
    if (command === "M") at = points[0] ?? at;
    while (points.length > 0 && command !== "M" && command !== "z") {
      // A smooth curve begins as the one before it ended.
      const mirrored: Point = [2 * at[0] - pull[0], 2 * at[1] - pull[1]];
      const first = command === "S" ? mirrored : (points.shift() ?? at);
      const [second = at, end = at] = points.splice(0, 2);
      outline.push(...bezier(at, first, second, end));
      [at, pull] = [end, second];
    }
  }
  return outline;
}

function bezier(a: Point, b: Point, c: Point, d: Point): readonly Point[] {
  return Array.from({ length: STEPS }, (_, step) => {
    const t = step / STEPS;
    const u = 1 - t;
    const at = (axis: 0 | 1) =>
      u * u * u * a[axis] + 3 * u * u * t * b[axis] + 3 * u * t * t * c[axis] + t * t * t * d[axis];
    return [at(0), at(1)] as const;
  });
}

function colour(text: string): Colour {
  const digits = text.slice(1);
  const wide = digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits;
  const channel = (index: number) => Number.parseInt(wide.slice(2 * index, 2 * index + 2), 16);
  return [channel(0), channel(1), channel(2)];
}
