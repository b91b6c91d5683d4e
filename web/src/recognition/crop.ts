/** Parts of pictures: cut out, compared, and divided where there is least ink. */

import { paperOf } from "./frame";
import type { GreyPicture } from "./picture";
import type { Box } from "./reading";

/** A character is not cut nearer to its edge than this share of its width. */
const EDGE = 0.25;

/** The whole pixels that `box` touches, within a picture of this size; at least one. */
export function pixelBox(box: Box, { width, height }: { width: number; height: number }): Box {
  const x = Math.min(width - 1, Math.max(0, Math.floor(box.x)));
  const y = Math.min(height - 1, Math.max(0, Math.floor(box.y)));
  const right = Math.min(width, Math.max(x + 1, Math.ceil(box.x + box.width)));
  const bottom = Math.min(height, Math.max(y + 1, Math.ceil(box.y + box.height)));
  return { x, y, width: right - x, height: bottom - y };
}

export function crop(picture: GreyPicture, box: Box): GreyPicture {
  const { x, y, width, height } = pixelBox(box, picture);
  const pixels = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const start = (y + row) * picture.width + x;
    pixels.set(picture.pixels.subarray(start, start + width), row * width);
  }
  return { kind: "grey", width, height, pixels };
}

export function samePixels(a: GreyPicture, b: GreyPicture): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    a.pixels.every((value, index) => value === b.pixels[index])
  );
}

/**
 * The column, 1 to width - 1, at which two characters in one crop part best: the one with least
 * ink near the middle. Ink is what differs from the crop's own most common grey.
 */
export function cutColumn({ width, height, pixels }: GreyPicture): number {
  const paper = paperOf(pixels);
  const least = Math.max(1, Math.round(width * EDGE));
  const most = Math.max(least, Math.min(width - 1, Math.round(width * (1 - EDGE))));
  let best = Math.min(most, Math.max(least, Math.round(width / 2)));
  let bestInk = Number.POSITIVE_INFINITY;
  for (let column = least; column <= most; column += 1) {
    let ink = 0;
    for (let row = 0; row < height; row += 1) {
      ink += Math.abs((pixels[row * width + column] ?? paper) - paper);
    }
    // Among columns with equal ink the one nearest to the middle.
    const distance = Math.abs(column - width / 2);
    if (ink + distance / width < bestInk) {
      bestInk = ink + distance / width;
      best = column;
    }
  }
  return best;
}
