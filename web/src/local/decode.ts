/** From what a person gave to the pixels that a model takes, as the server would decode it. */

import type { FilePicture, GreyPicture, Picture } from "../recognition/picture";
import type { Card } from "./card";
import { type Fit, factorOf, LONGEST_SIDE, PAGE_SIDE, type Size } from "./fit";
import { HEAD_BYTES, readHead } from "./header";
import { type Covered, layOnPaper, Reducer, toCovered, toGrey } from "./pixels";
import { pictureProblem } from "./problem";

/** Rows that are read back at once, lest a large picture lie in memory twice. */
const ROWS = 256;

/** Row by row: a byte a pixel for ink, three for a photo. */
export interface Pixels extends Size {
  readonly data: Uint8Array;
}

/** `enough` is how many pixels the model wants of the shorter side; null if it does not say. */
export async function pixelsOf(
  picture: Picture,
  input: Card["input"],
  enough: number | null,
): Promise<Pixels> {
  const fit = { most: LONGEST_SIDE, enough: input === "photo" ? enough : null };
  const ready = asTheyAre(picture, input, fit);
  if (ready) return ready;
  const { covered } = await decode(picture, fit);
  const { width, height } = covered;
  const rgb = layOnPaper(covered);
  return { width, height, data: input === "ink" ? toGrey(rgb) : rgb };
}

/** A page of lines: its grey pixels, and the size that it had before it was reduced. */
export async function pageOf(picture: Picture): Promise<{ pixels: Pixels; whole: Size }> {
  const fit = { most: PAGE_SIDE, enough: null };
  const ready = asTheyAre(picture, "ink", fit);
  if (ready) return { pixels: ready, whole: ready };
  const { covered, whole } = await decode(picture, fit);
  const { width, height } = covered;
  return { pixels: { width, height, data: toGrey(layOnPaper(covered)) }, whole };
}

/** Grey pixels that are taken as they are, as those of a drawing always are. */
function asTheyAre(picture: Picture, input: Card["input"], fit: Fit): Pixels | null {
  if (picture.kind !== "grey" || input !== "ink" || factorOf(picture, false, fit) > 1) return null;
  return { width: picture.width, height: picture.height, data: picture.pixels };
}

/** A picture, and the size that it had before it was reduced. */
interface Decoded {
  readonly covered: Covered;
  readonly whole: Size;
}

async function decode(picture: Picture, fit: Fit): Promise<Decoded> {
  return picture.kind === "grey" ? reduceGrey(picture, fit) : decodeFile(picture, fit);
}

function reduceGrey(picture: GreyPicture, fit: Fit): Decoded {
  const reducer = new Reducer(picture, factorOf(picture, false, fit));
  reducer.add(0, picture.width, toCovered(picture.pixels));
  return { covered: reducer.picture(), whole: picture };
}

async function decodeFile({ file }: FilePicture, fit: Fit): Promise<Decoded> {
  const { format } = readHead(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  const bitmap = await bitmapOf(file);
  try {
    const { width, height } = bitmap;
    const factor = factorOf(bitmap, format === "jpeg", fit);
    const reducer = new Reducer(bitmap, factor);
    const rows = Math.max(1, Math.floor(ROWS / factor)) * factor;
    const layer = layerOf(width, Math.min(rows, height));
    for (let top = 0; top < height; top += rows) {
      const high = Math.min(rows, height - top);
      layer.clearRect(0, 0, width, high);
      layer.drawImage(bitmap, 0, top, width, high, 0, 0, width, high);
      reducer.add(top, width, layer.getImageData(0, 0, width, high).data);
    }
    return { covered: reducer.picture(), whole: { width, height } };
  } finally {
    bitmap.close();
  }
}

/** Upright, in the numbers that lie in the file. */
async function bitmapOf(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, {
      imageOrientation: "from-image",
      premultiplyAlpha: "none",
      colorSpaceConversion: "none",
    });
  } catch {
    throw pictureProblem("damaged-image", "The picture breaks off or is damaged.");
  }
}

function layerOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const layer = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!layer) throw new Error("This browser gives no 2D canvas to a worker.");
  return layer;
}
