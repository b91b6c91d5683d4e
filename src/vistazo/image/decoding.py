"""From whatever people give to one uint8 array."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, JpegImagePlugin

from vistazo.errors import DamagedImageError, ImageError, UnsupportedImageError
from vistazo.image.files import check_array, check_size, open_picture, too_large
from vistazo.image.fit import Fit
from vistazo.image.pixels import to_array
from vistazo.types import UInt8Array

ImageSource = (
    str | os.PathLike[str] | bytes | bytearray | memoryview | Image.Image | npt.NDArray[np.uint8]
)
LONGEST_SIDE = 1600
"""Larger pictures are reduced; a digit an eighth as large as the picture keeps 100 pixels."""


def load_grey(source: ImageSource, *, longest_side: int = LONGEST_SIDE) -> UInt8Array:
    """Decode a picture to grey.

    Args:
        source: A path, the bytes of a PNG, JPEG or WebP, a PIL image, or a uint8 array
            (H, W), (H, W, 3) RGB or (H, W, 4) RGBA.
        longest_side: Pixels; larger pictures are reduced by a whole factor until they fit.

    Returns:
        uint8 (H, W): turned as EXIF says, transparency laid on white (on black where the ink
        could not be seen on white), 16 bits scaled to 8, first frame of an animation.

    Raises:
        ImageError: One of its subclasses says what is wrong with the picture.
        OptionError: `longest_side` is not positive.
    """
    fit = Fit(longest_side)
    if isinstance(source, np.ndarray) and source.ndim == 2:
        check_array(source)
        if max(source.shape) <= longest_side:
            return np.ascontiguousarray(source)
    return _load(source, "L", fit)


def load_rgb(
    source: ImageSource, *, longest_side: int = LONGEST_SIDE, shortest_side: int | None = None
) -> UInt8Array:
    """Decode a picture to colour: uint8 (H, W, 3); otherwise as `load_grey`.

    Args:
        source: As for `load_grey`.
        longest_side: As for `load_grey`.
        shortest_side: Pixels; where even the shorter side has twice as many, the picture is
            reduced by a whole factor, as far as it keeps them. That makes large ones faster.
    """
    return _load(source, "RGB", Fit(longest_side, shortest_side))


def _load(source: ImageSource, mode: Literal["L", "RGB"], fit: Fit) -> UInt8Array:
    if isinstance(source, str | os.PathLike):
        source = read_file(Path(source))
    if isinstance(source, np.ndarray):
        check_array(source)
        return to_array(Image.fromarray(np.ascontiguousarray(source)), mode, fit)
    if isinstance(source, Image.Image):
        check_size(source.size)
    elif not isinstance(source, bytes | bytearray | memoryview):
        raise UnsupportedImageError(
            "A picture is a path, bytes, a PIL image or a uint8 array; "
            f"got {type(source).__name__}."
        )
    # Pillow and the libraries under it answer damage with almost any exception: OSError,
    # SyntaxError, struct.error, zlib.error, IndexError, OverflowError and more.
    try:
        if isinstance(source, Image.Image):
            return to_array(source, mode, fit)
        with open_picture(bytes(source)) as image:
            if isinstance(image, JpegImagePlugin.JpegImageFile):
                _draft(image, mode, fit)
            return to_array(image, mode, fit)
    except ImageError:
        raise
    except Image.DecompressionBombError:
        raise too_large("more than the limit") from None
    except Exception as error:
        raise DamagedImageError(
            f"The picture breaks off or is damaged ({type(error).__name__}: {error}); "
            "send the whole file, or save it again."
        ) from error


def read_file(path: Path) -> bytes:
    """The bytes of a picture file.

    Raises:
        ImageError: Nothing there, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ImageError(f"There is no file at {path}.") from None
    except (OSError, ValueError) as error:
        raise ImageError(f"The file {str(path)!r} cannot be read: {error}.") from None


def _draft(image: JpegImagePlugin.JpegImageFile, mode: str, fit: Fit) -> None:
    """Have the JPEG decoded at 1/2, 1/4 or 1/8, as luma alone where grey is wanted."""
    width, height = image.size
    scale = fit.scale(image.size)
    image.draft(mode, (max(width // scale, 1), max(height // scale, 1)))
