/** What a picture's file says of itself before anything is decoded: its format and its size. */

import { pictureProblem } from "./problem";

export const PIXEL_LIMIT = 40_000_000;

/** Enough of a file for its head, as a camera writes it with a preview inside. */
export const HEAD_BYTES = 256 * 1024;

export interface Head {
  readonly format: "png" | "jpeg" | "webp";
  /** As it lies in the file, before it is turned; null where the head does not tell. */
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** Refuses what the server refuses: other formats, nothing, and far too much. */
export function readHead(bytes: Uint8Array): Head {
  if (bytes.length === 0) throw pictureProblem("empty-image", "The picture is empty.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = headOf(view);
  if (!head) throw pictureProblem("unsupported-image", "A picture must be a PNG, JPEG or WebP.");
  if (isHuge(head)) {
    const { width, height } = head.size;
    throw pictureProblem(
      "image-too-large",
      `A picture may have up to ${PIXEL_LIMIT / 1e6} megapixels, got ${width} x ${height}.`,
    );
  }
  return head;
}

/** Whether a file claims so many pixels that not even showing it is safe. */
export async function claimsTooMuch(file: Blob): Promise<boolean> {
  const head = headOf(new DataView(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  return head !== null && isHuge(head);
}

function isHuge(head: Head): head is Head & { size: NonNullable<Head["size"]> } {
  return head.size !== null && head.size.width * head.size.height > PIXEL_LIMIT;
}

function headOf(view: DataView): Head | null {
  if (starts(view, 0, "\x89PNG\r\n\x1a\n")) return { format: "png", size: attempt(view, pngSize) };
  if (starts(view, 0, "\xff\xd8\xff")) return { format: "jpeg", size: attempt(view, jpegSize) };
  if (starts(view, 0, "RIFF") && starts(view, 8, "WEBP")) {
    return { format: "webp", size: attempt(view, webpSize) };
  }
  return null;
}

function attempt(view: DataView, read: (view: DataView) => Head["size"]): Head["size"] {
  try {
    return read(view);
  } catch (error) {
    // The head breaks off; whether the picture does, its decoder will say.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function pngSize(view: DataView) {
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Walks from segment to segment up to the one that starts a frame. */
function jpegSize(view: DataView) {
  for (let place = 2; ; ) {
    const marker = view.getUint8(place + 1);
    if (view.getUint8(place) !== 0xff || marker === 0xd9) return null;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(place + 7), height: view.getUint16(place + 5) };
    const isFiller = marker === 0xff;
    const isBare = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    if (isFiller) place += 1;
    else place += isBare ? 2 : 2 + view.getUint16(place + 2);
  }
}

function webpSize(view: DataView) {
  const little = true;
  if (starts(view, 12, "VP8X")) {
    const low = (place: number) => 1 + (view.getUint32(place, little) & 0xffffff);
    return { width: low(24), height: low(27) };
  }
  if (starts(view, 12, "VP8L")) {
    const bits = view.getUint32(21, little);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  const side = (place: number) => view.getUint16(place, little) & 0x3fff;
  return { width: side(26), height: side(28) };
}

function starts(view: DataView, place: number, text: string): boolean {
  if (place + text.length > view.byteLength) return false;
  return [...text].every((letter, index) => view.getUint8(place + index) === letter.charCodeAt(0));
}
