"""From an opened picture to upright pixels of 8 bits, without transparency."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PIL import Image, ImageChops

from vistazo.errors import UnsupportedImageError
from vistazo.image.files import orientation
from vistazo.image.fit import Fit
from vistazo.types import UInt8Array

_SIXTEEN_BIT = ("I", "I;16", "I;16L", "I;16B", "I;16N")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_VISIBLE = 16
"""Grey levels; ink that stands out less from the ground than this cannot be seen on it."""


def to_array(image: Image.Image, mode: Literal["L", "RGB"], fit: Fit) -> UInt8Array:
    """The pixels of an opened picture: uint8 (H, W), or (H, W, 3) for "RGB"."""
    image.load()
    # The marker is known only now. Without it a CMYK JPEG is as the standard says; Pillow reads
    # every one the way Adobe writes them, inverted.
    if image.mode == "CMYK" and image.format == "JPEG" and "adobe" not in image.info:
        image = ImageChops.invert(image)
    turn = _TURNS.get(orientation(image))
    image = _to_eight_bits(image)
    # Reducing a palette would mix indices, so it comes after converting.
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode != mode:
        image = image.convert(mode)
    factor = fit.factor(image.size)
    if factor > 1:
        image = image.reduce(factor)
    if turn is not None:
        image = image.transpose(turn)
    if image.mode == "RGBA":
        image = _flatten(image).convert(mode)
    return np.array(image, dtype=np.uint8)


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit grey to 8 bits (Pillow's own conversion clips at 255)."""
    if image.mode == "F":
        raise UnsupportedImageError(
            "A PIL image of mode F has no known range; convert it to L or RGB first."
        )
    if image.mode not in _SIXTEEN_BIT:
        return image
    values = np.asarray(image).astype(np.int64)
    if values.min() < 0 or values.max() > 65535:
        raise UnsupportedImageError(
            f"16-bit grey lies in 0..65535, got {values.min()}..{values.max()}; "
            "convert the picture to L or RGB first."
        )
    grey = Image.fromarray(((values + 128) // 257).astype(np.uint8))
    key = image.info.get("transparency")
    if isinstance(key, int):
        grey.putalpha(Image.fromarray(np.where(values == key, 0, 255).astype(np.uint8)))
    return grey


def _flatten(image: Image.Image) -> Image.Image:
    """Lay RGBA on white; on black where nothing could be seen on white."""
    alpha = image.getchannel("A")
    on_white = _lay_on(image, alpha, "white")
    low, high = alpha.getextrema()
    if low == high or _contrast(on_white) >= _VISIBLE:
        return on_white
    on_black = _lay_on(image, alpha, "black")
    return on_black if _contrast(on_black) > _contrast(on_white) else on_white


def _lay_on(image: Image.Image, alpha: Image.Image, ground: str) -> Image.Image:
    canvas = Image.new("RGB", image.size, ground)
    canvas.paste(image.convert("RGB"), mask=alpha)
    return canvas


def _contrast(image: Image.Image) -> int:
    pixels = np.asarray(image)
    return int(np.ptp(pixels, axis=(0, 1)).max())
