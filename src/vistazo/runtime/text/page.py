"""A page as it is read: decoded, and reduced where it is large."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from vistazo.image import ImageSource, load_grey, picture_size, read_file
from vistazo.types import UInt8Array

PAGE_SIDE = 2400
"""Pixels; larger pages are reduced. Of sixty lines each keeps forty pixels."""


@dataclass(frozen=True)
class Page:
    """A decoded page.

    Attributes:
        pixels: Grey, uint8 (H, W).
        width: Of the picture that was given, in pixels; boxes are in these.
        height: The same.
    """

    pixels: UInt8Array
    width: int
    height: int

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels of the given picture per pixel of `pixels`, across and down."""
        height, width = self.pixels.shape
        return self.width / width, self.height / height


def load_page(image: ImageSource) -> Page:
    """Decode a page.

    Raises:
        ImageError: The picture cannot be used.
    """
    source = read_file(Path(image)) if isinstance(image, str | os.PathLike) else image
    pixels = load_grey(source, longest_side=PAGE_SIDE)
    width, height = picture_size(source)
    return Page(pixels, width, height)
