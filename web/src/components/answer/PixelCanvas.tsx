import { useEffect, useRef } from "react";
import type { Pixels } from "./heat";

/** Shows pixels as they are, each a sharp square; an empty place of the same size without any. */
export function PixelCanvas({ pixels, name }: { pixels: Pixels | null; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    element.width = pixels?.width ?? 1;
    element.height = pixels?.height ?? 1;
    if (!pixels) return;
    const image = new ImageData(pixels.rgba, pixels.width, pixels.height);
    element.getContext("2d")?.putImageData(image, 0, 0);
  }, [pixels]);
  const appearance = pixels ? "pixels" : "pixels blank";
  return <canvas ref={canvas} className={appearance} role="img" aria-label={name} />;
}
