"""Which files are pictures, how large they are, and which way up."""

from __future__ import annotations

import io
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from vistazo.errors import EmptyImageError, ImageTooLargeError, UnsupportedImageError
from vistazo.types import UInt8Array

Format = Literal["png", "jpeg", "webp"]

PIXEL_LIMIT = 40_000_000

_FILE_TYPES: dict[Format, type[ImageFile.ImageFile]] = {
    "png": PngImagePlugin.PngImageFile,
    "jpeg": JpegImagePlugin.JpegImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
}
_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)


def picture_format(data: bytes | bytearray | memoryview) -> Format | None:
    """Which of the formats that are read `data` starts like, or None."""
    head = bytes(data[:12])
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return None


def picture_size(
    source: bytes | bytearray | memoryview | Image.Image | UInt8Array,
) -> tuple[int, int]:
    """Width and height, turned as EXIF says, of a picture that `load_grey` has decoded."""
    if isinstance(source, np.ndarray):
        return source.shape[1], source.shape[0]
    image = source if isinstance(source, Image.Image) else open_picture(bytes(source))
    width, height = image.size
    turned = orientation(image) in _SIDEWAYS
    return (height, width) if turned else (width, height)


def open_picture(data: bytes) -> ImageFile.ImageFile:
    """A picture's file, of which only the beginning has been read.

    Raises:
        EmptyImageError, UnsupportedImageError, ImageTooLargeError: It is none that is read.
    """
    if not data:
        raise EmptyImageError("The picture is empty: 0 bytes came.")
    file_format = picture_format(data)
    if file_format is None:
        raise UnsupportedImageError(
            f"A picture must be a PNG, JPEG or WebP; these {len(data)} bytes start like none of "
            f"them ({data[:8].hex(' ')})."
        )
    image = _FILE_TYPES[file_format](io.BytesIO(data))
    check_size(image.size)
    return image


def check_size(size: tuple[int, int]) -> None:
    """Refuse a picture of no pixels, or of too many; `size` is width and height."""
    width, height = size
    if width < 1 or height < 1:
        raise EmptyImageError(f"The picture has no pixels: {width} x {height}.")
    if width * height > PIXEL_LIMIT:
        raise too_large(f"{width} x {height}")


def too_large(what: str) -> ImageTooLargeError:
    """The error for a picture of too many pixels."""
    return ImageTooLargeError(
        f"A picture may have up to {PIXEL_LIMIT // 1_000_000} megapixels, got {what}; "
        "make it smaller."
    )


def check_array(array: npt.NDArray[Any]) -> None:
    """Refuse an array that is no picture."""
    shape = array.shape
    has_picture_shape = array.ndim == 2 or (array.ndim == 3 and shape[2] in (3, 4))
    if array.dtype != np.uint8 or not has_picture_shape:
        raise UnsupportedImageError(
            "An array must be uint8 of shape (H, W), (H, W, 3) or (H, W, 4), "
            f"got {array.dtype} {shape}."
        )
    check_size((shape[1], shape[0]))


def orientation(image: Image.Image) -> int:
    """How EXIF says that a picture has to be turned, 1 to 8."""
    # A broken EXIF block is no reason to refuse the pixels.
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - as many kinds as there are of damage
        return 1
