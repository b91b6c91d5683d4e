import { useEffect, useState } from "react";
import type { Picture } from "../../recognition/picture";
import type { Size } from "../../strokes/raster";
import { loadImage } from "./cutOut";

/** A picture's size in pixels; null while it is not known, or where the browser cannot tell. */
export function usePictureSize(picture: Picture | null): Size | null {
  const file = picture?.kind === "file" ? picture.file : null;
  const [known, setKnown] = useState<{ file: Blob; size: Size } | null>(null);
  useEffect(() => {
    if (!file) return;
    let wanted = true;
    loadImage(file).then(
      ({ naturalWidth: width, naturalHeight: height }) =>
        wanted && setKnown({ file, size: { width, height } }),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [file]);
  if (picture?.kind === "grey") return picture;
  return known && known.file === file ? known.size : null;
}
