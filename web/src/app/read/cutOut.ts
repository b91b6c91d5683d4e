import { crop, pixelBox } from "../../recognition/crop";
import type { GreyPicture, Picture } from "../../recognition/picture";
import type { Box } from "../../recognition/reading";

export async function loadImage(file: Blob): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(file);
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
  } finally {
    URL.revokeObjectURL(address);
  }
  return image;
}

/** A part of a picture as grey pixels; a file is decoded by the browser, upright as it is read. */
export async function cutOut(picture: Picture, box: Box): Promise<GreyPicture> {
  if (picture.kind === "grey") return crop(picture, box);
  const image = await loadImage(picture.file);
  const part = pixelBox(box, { width: image.naturalWidth, height: image.naturalHeight });
  const { x, y, width, height } = part;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const layer = canvas.getContext("2d");
  if (!layer) throw new Error("This browser gives no 2D canvas.");
  // What is transparent lies on white, as it does for the server.
  layer.fillStyle = "#fff";
  layer.fillRect(0, 0, width, height);
  layer.drawImage(image, x, y, width, height, 0, 0, width, height);
  return { kind: "grey", width, height, pixels: greyOf(layer.getImageData(0, 0, width, height)) };
}

function greyOf({ data }: ImageData): Uint8Array<ArrayBuffer> {
  const grey = new Uint8Array(data.length / 4);
  for (let index = 0; index < grey.length; index += 1) {
    const [red = 0, green = 0, blue = 0] = data.subarray(index * 4, index * 4 + 3);
    grey[index] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return grey;
}
