/** How much smaller a picture is decoded than it is; see vistazo/image/fit.py. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A digit an eighth as large as the picture keeps 100 pixels. */
export const LONGEST_SIDE = 1600;
/** Of a page: of sixty lines each keeps forty pixels. */
export const PAGE_SIDE = 2400;
const JPEG_SCALES = [8, 4, 2] as const;

/** How many pixels are wanted. */
export interface Fit {
  /** The longer side has no more. */
  readonly most: number;
  /** Of the shorter side more are of no use; null if the model does not say. */
  readonly enough: number | null;
}

/**
 * The whole number by which a picture is divided. A JPEG is divided in two steps by the server:
 * while it is decoded, and after that.
 */
export function factorOf(size: Size, isJpeg: boolean, fit: Fit): number {
  if (!isJpeg) return factor(size, fit);
  const scale = jpegScale(size, fit);
  const scaled = { width: Math.ceil(size.width / scale), height: Math.ceil(size.height / scale) };
  return scale * factor(scaled, fit);
}

function factor(size: Size, fit: Fit): number {
  return Math.max(Math.ceil(longest(size) / fit.most), spare(size, fit), 1);
}

function jpegScale(size: Size, fit: Fit): number {
  const most = spare(size, fit);
  let found: number = JPEG_SCALES.find((scale) => scale <= most) ?? 1;
  while (longest(size) > found * fit.most && found < JPEG_SCALES[0]) found *= 2;
  return found;
}

function spare({ width, height }: Size, { enough }: Fit): number {
  return enough === null ? 1 : Math.floor(Math.min(width, height) / enough);
}

function longest({ width, height }: Size): number {
  return Math.max(width, height);
}
