"""The picture of one line, with nothing else on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from vistazo.runtime.text.lines import TextLine
from vistazo.types import BoolArray, Float32Array, UInt8Array

Value = TypeVar("Value", bound=np.generic)

_MARGIN = 0.25
"""Around a line, in letters."""
_LONGEST = 120.0
"""A line is read up to this many letters' sizes to the right."""


@dataclass(frozen=True)
class LineCrop:
    """The picture of one line.

    Attributes:
        picture: Light ink on black, uint8 (h, w).
        line: The ink that is on it.
        left: The page's column of its first column; less than 0 where the line begins at the edge.
        cut: Whether the line's end was left out, being longer than is read.
    """

    picture: UInt8Array
    line: TextLine
    left: int
    cut: bool


def crop_line(strength: Float32Array, ink: BoolArray, line: TextLine) -> LineCrop:
    """Cut a line out of its page.

    Args:
        strength: How strongly each pixel of the page is inked, float32 (H, W) in 0..1.
        ink: What is ink at all, bool (H, W).
        line: The line's ink.
    """
    margin = max(2, round(_MARGIN * line.letter))
    left, top = int(line.x.min()), int(line.y.min())
    most = max(1, round(_LONGEST * line.letter))
    kept = line.x - left < most
    x, y = line.x[kept] - left + 1, line.y[kept] - top + 1
    own = np.zeros((int(y.max()) + 2, int(x.max()) + 2), dtype=np.bool_)
    own[y, x] = True
    # The soft edges of a stroke are too faint to be ink by themselves.
    soft = ndimage.binary_dilation(own, np.ones((3, 3), dtype=np.bool_))
    there = _cut(strength, top - 1, left - 1, own.shape)
    other = _cut(ink, top - 1, left - 1, own.shape) & ~own
    picture = np.rint(there * (soft & ~other) * 255.0).astype(np.uint8)
    return LineCrop(
        picture=np.pad(picture, margin - 1),
        line=TextLine(line.x[kept], line.y[kept], line.letter),
        left=left - margin,
        cut=not bool(kept.all()),
    )


def _cut(
    page: npt.NDArray[Value], top: int, left: int, shape: tuple[int, ...]
) -> npt.NDArray[Value]:
    """A part of a page; 0 beyond its edges."""
    height, width = shape
    part = page[max(top, 0) : top + height, max(left, 0) : left + width]
    above, before = max(-top, 0), max(-left, 0)
    below, after = height - above - part.shape[0], width - before - part.shape[1]
    return np.pad(part, ((above, below), (before, after)))
