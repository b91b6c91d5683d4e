/** Whatever a page has as a picture, as the recogniser takes it. */

import type { Picture as Given } from "../recognition/picture";
import { VistazoError } from "./error";
import type { GreyPixels, Picture } from "./vistazo";

export async function givenBy(picture: Picture): Promise<Given> {
  try {
    return await given(picture);
  } catch (error) {
    if (error instanceof VistazoError) throw error;
    // A canvas may be empty, tainted by another site's picture, or handed to somebody else.
    throw new VistazoError("unusable-picture", `The picture cannot be read: ${error}`);
  }
}

async function given(picture: Picture): Promise<Given> {
  if ("pixels" in picture) return grey(picture);
  if (typeof createImageBitmap === "undefined") {
    throw new VistazoError("unavailable", "Nothing here decodes pictures: give grey pixels.");
  }
  if (picture instanceof Blob) return { kind: "file", file: picture };
  if ("data" in picture) {
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    canvas.getContext("2d")?.putImageData(picture, 0, 0);
    return { kind: "file", file: await canvas.convertToBlob() };
  }
  if ("convertToBlob" in picture) return { kind: "file", file: await picture.convertToBlob() };
  const file = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve));
  if (!file) throw new VistazoError("unusable-picture", "The canvas has no pixels.");
  return { kind: "file", file };
}

function grey({ width, height, pixels }: GreyPixels): Given {
  if (!(width >= 1 && height >= 1) || pixels.length !== width * height) {
    const found = `got ${pixels.length} for ${width} x ${height}`;
    throw new VistazoError("unusable-picture", `A pixel has one byte; ${found}.`);
  }
  return { kind: "grey", width, height, pixels: Uint8Array.from(pixels) };
}
