import type { Picture } from "../recognition/picture";

/** A picture as a data URL, for where it travels within JSON; grey pixels become a PNG. */
export type Encode = (picture: Picture) => Promise<string>;

export const encodeInBrowser: Encode = async (picture) => {
  if (picture.kind === "file") return readAsDataUrl(picture.file);
  const { width, height, pixels } = picture;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const layer = canvas.getContext("2d");
  if (!layer) throw new Error("This browser gives no 2D canvas.");
  const image = layer.createImageData(width, height);
  for (const [index, grey] of pixels.entries()) image.data.set([grey, grey, grey, 255], index * 4);
  layer.putImageData(image, 0, 0);
  return canvas.toDataURL("image/png");
};

function readAsDataUrl(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
