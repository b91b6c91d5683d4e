"""The only decoder: whatever people give, as one uint8 array.

PNG, JPEG and WebP are told apart by their content, never by their name. The plugins of Pillow are
called by name rather than through `Image.open`, so no other decoder is ever reached, Pillow's
global pixel limit stays as the host program set it, and our own limit is checked first.
"""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from vistazo.errors import (
    DamagedImageError,
    EmptyImageError,
    ImageError,
    ImageTooLargeError,
    OptionError,
    UnsupportedImageError,
)
from vistazo.types import UInt8Array

ImageSource = (
    str | os.PathLike[str] | bytes | bytearray | memoryview | Image.Image | npt.NDArray[np.uint8]
)
Format = Literal["png", "jpeg", "webp"]

PIXEL_LIMIT = 40_000_000
LONGEST_SIDE = 1600
"""Larger pictures are reduced; a digit an eighth as large as the picture keeps 100 pixels."""

_FILE_TYPES: dict[Format, type[ImageFile.ImageFile]] = {
    "png": PngImagePlugin.PngImageFile,
    "jpeg": JpegImagePlugin.JpegImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
}
_SIXTEEN_BIT = ("I", "I;16", "I;16L", "I;16B", "I;16N")
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = (5, 6, 7, 8)
_VISIBLE = 16
"""Grey levels; ink that stands out less from the ground than this cannot be seen on it."""


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
    if longest_side < 1:
        raise OptionError(f"longest_side must be at least 1, got {longest_side}.")
    if isinstance(source, np.ndarray) and source.ndim == 2:
        _check_array(source)
        if max(source.shape) <= longest_side:
            return np.ascontiguousarray(source)
    return _load(source, "L", longest_side)


def load_rgb(source: ImageSource, *, longest_side: int = LONGEST_SIDE) -> UInt8Array:
    """Decode a picture to colour: uint8 (H, W, 3); otherwise as `load_grey`."""
    if longest_side < 1:
        raise OptionError(f"longest_side must be at least 1, got {longest_side}.")
    return _load(source, "RGB", longest_side)


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
    image = source if isinstance(source, Image.Image) else _open(bytes(source))
    width, height = image.size
    turned = _orientation(image) in _SIDEWAYS
    return (height, width) if turned else (width, height)


def encode_png(pixels: UInt8Array) -> bytes:
    """A PNG of these very pixels, uint8 (H, W), (H, W, 3) or (H, W, 4).

    Equal pixels give equal bytes. Faster than Pillow, since it tries no filters.
    """
    _check_array(pixels)
    height, width, *colours = pixels.shape
    rows = np.zeros((height, 1 + width * (colours or [1])[0]), np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    kind = {(): 0, (3,): 2, (4,): 6}[tuple(colours)]
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.data, 2)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def _load(source: ImageSource, mode: Literal["L", "RGB"], longest_side: int) -> UInt8Array:
    if isinstance(source, str | os.PathLike):
        source = read_file(Path(source))
    if isinstance(source, np.ndarray):
        _check_array(source)
        return _to_array(Image.fromarray(np.ascontiguousarray(source)), mode, longest_side)
    if isinstance(source, Image.Image):
        _check_size(source.size)
    elif not isinstance(source, bytes | bytearray | memoryview):
        raise UnsupportedImageError(
            "A picture is a path, bytes, a PIL image or a uint8 array; "
            f"got {type(source).__name__}."
        )
    # Pillow and the libraries under it answer damage with almost any exception: OSError,
    # SyntaxError, struct.error, zlib.error, IndexError, OverflowError and more.
    try:
        if isinstance(source, Image.Image):
            return _to_array(source, mode, longest_side)
        with _open(bytes(source)) as image:
            if isinstance(image, JpegImagePlugin.JpegImageFile):
                _draft(image, mode, longest_side)
            return _to_array(image, mode, longest_side)
    except ImageError:
        raise
    except Image.DecompressionBombError:
        raise _too_large("more than the limit") from None
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


def _open(data: bytes) -> ImageFile.ImageFile:
    if not data:
        raise EmptyImageError("The picture is empty: 0 bytes came.")
    file_format = picture_format(data)
    if file_format is None:
        raise UnsupportedImageError(
            f"A picture must be a PNG, JPEG or WebP; these {len(data)} bytes start like none of "
            f"them ({data[:8].hex(' ')})."
        )
    image = _FILE_TYPES[file_format](io.BytesIO(data))
    _check_size(image.size)
    return image


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise EmptyImageError(f"The picture has no pixels: {width} x {height}.")
    if width * height > PIXEL_LIMIT:
        raise _too_large(f"{width} x {height}")


def _too_large(what: str) -> ImageTooLargeError:
    return ImageTooLargeError(
        f"A picture may have up to {PIXEL_LIMIT // 1_000_000} megapixels, got {what}; "
        "make it smaller."
    )


def _check_array(array: npt.NDArray[Any]) -> None:
    shape = array.shape
    has_picture_shape = array.ndim == 2 or (array.ndim == 3 and shape[2] in (3, 4))
    if array.dtype != np.uint8 or not has_picture_shape:
        raise UnsupportedImageError(
            "An array must be uint8 of shape (H, W), (H, W, 3) or (H, W, 4), "
            f"got {array.dtype} {shape}."
        )
    _check_size((shape[1], shape[0]))


def _draft(image: JpegImagePlugin.JpegImageFile, mode: str, longest_side: int) -> None:
    """Have the JPEG decoded at 1/2, 1/4 or 1/8, as luma alone where grey is wanted."""
    width, height = image.size
    factor = 1
    while max(width, height) > factor * longest_side and factor < 8:
        factor *= 2
    image.draft(mode, (max(width // factor, 1), max(height // factor, 1)))


def _to_array(image: Image.Image, mode: Literal["L", "RGB"], longest_side: int) -> UInt8Array:
    image.load()
    # The marker is known only now. Without it a CMYK JPEG is as the standard says; Pillow reads
    # every one the way Adobe writes them, inverted.
    if image.mode == "CMYK" and image.format == "JPEG" and "adobe" not in image.info:
        image = ImageChops.invert(image)
    turn = _TURNS.get(_orientation(image))
    image = _to_eight_bits(image)
    # Reducing a palette would mix indices, so it comes after converting.
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode != mode:
        image = image.convert(mode)
    factor = -(-max(image.size) // longest_side)
    if factor > 1:
        image = image.reduce(factor)
    if turn is not None:
        image = image.transpose(turn)
    if image.mode == "RGBA":
        image = _flatten(image).convert(mode)
    return np.array(image, dtype=np.uint8)


def _orientation(image: Image.Image) -> int:
    # A broken EXIF block is no reason to refuse the pixels.
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - as many kinds as in `_load`
        return 1


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
