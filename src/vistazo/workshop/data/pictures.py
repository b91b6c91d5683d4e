"""Decoding the picture files of a data set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from vistazo.errors import DataError, ImageError
from vistazo.image import load_grey, load_rgb
from vistazo.types import UInt8Array

Colours = Literal["grey", "rgb"]

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
_LOADERS: dict[Colours, Callable[[Path], UInt8Array]] = {"grey": load_grey, "rgb": load_rgb}


def read_picture(path: Path, colours: Colours, where: str = "") -> UInt8Array:
    """Decode one picture.

    Args:
        path: The file.
        colours: "grey" for uint8 (H, W), "rgb" for uint8 (H, W, 3).
        where: What names it, e.g. "table.csv, line 3", for the message.

    Raises:
        DataError: Missing, or not a picture that can be read.
    """
    place = f"{where}: " if where else ""
    if not path.is_file():
        raise DataError(f"{place}there is no picture at {path}.")
    try:
        return _LOADERS[colours](path)
    except ImageError as error:
        raise DataError(f"{place}{path} cannot be read: {error}") from error
