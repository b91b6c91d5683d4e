/** How much smaller a picture is decoded than it is; see vistazo/image/fit.py. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

const LONGEST_SIDE = 1600;
const JPEG_SCALES = [8, 4, 2] as const;

/**
 * The whole number by which a picture is divided.
 *
 * `enough` is how many pixels the model wants of the shorter side, where more are of no use. A JPEG
 * is divided in two steps by the server: while it is decoded, and after that.
 */
export function factorOf(size: Size, isJpeg: boolean, enough: number | null): number {
  if (!isJpeg) return factor(size, enough);
  const scale = jpegScale(size, enough);
  const scaled = { width: Math.ceil(size.width / scale), height: Math.ceil(size.height / scale) };
  return scale * factor(scaled, enough);
}

function factor(size: Size, enough: number | null): number {
  return Math.max(Math.ceil(longest(size) / LONGEST_SIDE), spare(size, enough), 1);
}

function jpegScale(size: Size, enough: number | null): number {
  const most = spare(size, enough);
  let found: number = JPEG_SCALES.find((scale) => scale <= most) ?? 1;
  while (longest(size) > found * LONGEST_SIDE && found < JPEG_SCALES[0]) found *= 2;
  return found;
}

function spare({ width, height }: Size, enough: number | null): number {
  return enough === null ? 1 : Math.floor(Math.min(width, height) / enough);
}

function longest({ width, height }: Size): number {
  return Math.max(width, height);
}
