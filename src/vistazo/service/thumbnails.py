"""Small pictures for lists."""

from __future__ import annotations

import numpy as np
from PIL import Image

from vistazo.image import encode_png, load_rgb


def thumbnail(data: bytes, longest_side: int) -> bytes:
    """A PNG of a picture, not larger than `longest_side` pixels; a smaller one keeps its size.

    Raises:
        ImageError: The picture does not decode.
    """
    pixels = load_rgb(data, longest_side=max(2 * longest_side, 64))
    height, width = pixels.shape[:2]
    scale = longest_side / max(height, width)
    if scale < 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = Image.fromarray(pixels).resize(size, Image.Resampling.BOX)
        pixels = np.asarray(small)
    if (pixels == pixels[..., :1]).all():
        pixels = pixels[..., 0]
    return encode_png(pixels)
