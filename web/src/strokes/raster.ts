/**
 * The picture that is recognised: rendered afresh from the strokes at one fixed size, so that the
 * same strokes give the same bytes on every screen and in either theme.
 */

import { paintStrokes } from "./paint";
import type { Stroke } from "./stroke";

export interface Size {
  readonly width: number;
  readonly height: number;
}

const SQUARE_SIDE = 280;

/** A wide board holds several lines, each as high as a single character is on a square one. */
const WIDE_AREA = 300_000;

/** Fainter than this is the seam that an eraser leaves behind, not ink. */
const FAINTEST_INK = 64;

export interface Raster extends Size {
  /** One byte a pixel, row by row: 0 is paper, 255 is ink. */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** Returns null where nothing, or nothing that can be seen, is drawn. */
export type Rasterise = (strokes: readonly Stroke[]) => Raster | null;

/** The picture's size for a board that is `aspect` times as wide as high. */
export function rasterSize(aspect: number): Size {
  if (aspect === 1) return { width: SQUARE_SIDE, height: SQUARE_SIDE };
  const height = Math.round(Math.sqrt(WIDE_AREA / aspect));
  return { width: Math.round(height * aspect), height };
}

export function inkOf(rgba: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const ink = new Uint8Array(rgba.length / 4);
  for (let index = 0; index < ink.length; index += 1) ink[index] = rgba[index * 4 + 3] ?? 0;
  return ink;
}

export function hasInk(pixels: Uint8Array): boolean {
  return pixels.some((value) => value >= FAINTEST_INK);
}

/** A rasteriser with one canvas of its own, kept on the processor because it is read every time. */
export function createRasteriser(aspect = 1): Rasterise {
  const { width, height } = rasterSize(aspect);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const layer = canvas.getContext("2d", { willReadFrequently: true });
  if (!layer) throw new Error("This browser gives no 2D canvas.");
  return (strokes) => {
    paintStrokes(layer, strokes, { width, height, ink: "#000" });
    const pixels = inkOf(layer.getImageData(0, 0, width, height).data);
    return hasInk(pixels) ? { width, height, pixels } : null;
  };
}
