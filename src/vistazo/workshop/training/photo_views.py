"""Many pictures out of few photos: cut-outs of them, and collages of small ones."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

from vistazo.types import UInt8Array

_SHARES = (0.12, 1.0)
_ASPECTS = (0.7, 1.43)
_TRIES = 10
_LONGEST = 480
COLLAGE = 3
"""Most pictures along a side of a collage."""


def cut_outs(
    photos: Sequence[UInt8Array], each: int, generator: np.random.Generator
) -> Iterator[UInt8Array]:
    """Every photo whole, then `each` random parts of it, half of them mirrored.

    Args:
        photos: uint8 (h, w, 3) each.
        each: Parts of a photo, of 12 to 100 % of its area and of an aspect near its own (the
            random resized crops of Szegedy et al. 2015).
        generator: Draws them.
    """
    for photo in photos:
        # Nothing that is looked at afterwards is larger.
        whole = _reduced(photo)
        yield whole
        for _ in range(each):
            part = _part(whole, generator)
            yield part[:, ::-1] if generator.random() < 0.5 else part


def collages(
    pictures: UInt8Array, count: int, generator: np.random.Generator
) -> Iterator[UInt8Array]:
    """One picture, or squares of 4 or 9, in turn.

    Args:
        pictures: uint8 (n, side, side, 3), of which they are made.
        count: How many.
        generator: Draws them.
    """
    side = pictures.shape[1]
    for index in range(count):
        along = 1 + index % COLLAGE
        chosen = pictures[generator.integers(0, len(pictures), along * along)]
        grid = chosen.reshape(along, along, side, side, 3).transpose(0, 2, 1, 3, 4)
        yield grid.reshape(along * side, along * side, 3)


def fitted(picture: UInt8Array, side: int) -> UInt8Array:
    """A picture stretched to a square, uint8 (side, side, 3)."""
    image = Image.fromarray(np.ascontiguousarray(picture))
    return np.asarray(image.resize((side, side), Image.Resampling.BILINEAR))


def _reduced(photo: UInt8Array) -> UInt8Array:
    factor = max(1, max(photo.shape[:2]) // _LONGEST)
    return photo if factor == 1 else np.asarray(Image.fromarray(photo).reduce(factor))


def _part(photo: UInt8Array, generator: np.random.Generator) -> UInt8Array:
    height, width = photo.shape[:2]
    for _ in range(_TRIES):
        area = generator.uniform(*_SHARES) * height * width
        aspect = math.exp(generator.uniform(*np.log(_ASPECTS)))
        wide, high = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if 0 < wide <= width and 0 < high <= height:
            left = int(generator.integers(0, width - wide + 1))
            top = int(generator.integers(0, height - high + 1))
            return photo[top : top + high, left : left + wide]
    return photo
