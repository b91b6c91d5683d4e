import { useEffect, useRef, useState } from "react";
import { paperOf } from "../recognition/frame";
import type { GreyPicture, Picture } from "../recognition/picture";

/** Darker paper than this is a drawing of ours, light on dark. */
const MIDDLE = 128;

interface PictureThumbProps {
  picture: Picture;
  name: string;
}

/** A picture that the page holds, small. */
export function PictureThumb({ picture, name }: PictureThumbProps) {
  return picture.kind === "grey" ? (
    <GreyThumb picture={picture} name={name} />
  ) : (
    <FileThumb file={picture.file} name={name} />
  );
}

function GreyThumb({ picture, name }: { picture: GreyPicture; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const layer = canvas.current?.getContext("2d");
    if (!layer) return;
    const { width, height, pixels } = picture;
    const image = layer.createImageData(width, height);
    for (const [index, grey] of pixels.entries()) {
      image.data.set([grey, grey, grey, 255], index * 4);
    }
    layer.putImageData(image, 0, 0);
  }, [picture]);
  const { width, height, pixels } = picture;
  return (
    <canvas
      ref={canvas}
      className={paperOf(pixels) < MIDDLE ? "thumb drawn" : "thumb"}
      width={width}
      height={height}
      role="img"
      aria-label={name}
    />
  );
}

function FileThumb({ file, name }: { file: Blob; name: string }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const created = URL.createObjectURL(file);
    setAddress(created);
    return () => URL.revokeObjectURL(created);
  }, [file]);
  return address === null ? (
    <span className="thumb" />
  ) : (
    <img className="thumb" src={address} alt={name} />
  );
}
