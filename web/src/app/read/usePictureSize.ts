import { useEffect, useState } from "react";
import type { Picture } from "../../recognition/picture";
import type { Size } from "../../strokes/raster";
import { loadImage } from "./cutOut";

/**
 * The size in pixels of a given file, or else of the picture that was read; null while it is not
 * known, or where the browser cannot tell.
 */
export function usePictureSize(file: Blob | null, read: Picture | null): Size | null {
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
  if (file) return known?.file === file ? known.size : null;
  return read?.kind === "grey" ? read : null;
}
