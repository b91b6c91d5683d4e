"""Connected pieces of ink."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from vistazo.types import BoolArray, Float64Array, IntArray

MOST_COMPONENTS = 4000
"""On a page; of more, the largest are kept."""

_SPECK = 0.5
"""Pieces that are smaller in both directions than this share of a stroke's width are specks: the
least that a pen leaves is a dot as wide as itself."""
_RULE = 0.5
"""A thin piece this share of the page long is a rule, and one at the page's edge may be the table
below the paper, ..."""
_LONG, _THICK, _FEW = 8.0, 4.0, 4
"""... if it is this many letters long or this many strokes thick, and there are more than a few
letters."""
_SOLID, _DOT = 0.5, 6.0
"""Where all pieces fill this share of their boxes, they are dots; letters are so many times as
high."""


@dataclass(frozen=True)
class Components:
    """Pieces of ink on a page; arrays run over the pieces.

    Attributes:
        labels: int32 (H, W): 0 on the ground, 1 + index on a piece (dropped pieces have numbers
            beyond the count).
        left, top, right, bottom: int64 (n,), in pixels; right and bottom are exclusive.
        area: int64 (n,), pixels.
        x, y: float64 (n,), centre of mass.
        partial: Whether there were more than `MOST_COMPONENTS`.
    """

    labels: npt.NDArray[np.int32]
    left: IntArray
    top: IntArray
    right: IntArray
    bottom: IntArray
    area: IntArray
    x: Float64Array
    y: Float64Array
    partial: bool

    def __len__(self) -> int:
        return len(self.area)

    @property
    def width(self) -> IntArray:
        """Pixels, int64 (n,)."""
        return self.right - self.left

    @property
    def height(self) -> IntArray:
        """Pixels, int64 (n,)."""
        return self.bottom - self.top


def find_components(ink: BoolArray) -> Components:
    """The pieces of ink that may be writing; specks, rules and the paper's edges are not."""
    labels, count = ndimage.label(ink, np.ones((3, 3), dtype=np.int8))
    ys, xs = np.nonzero(labels)
    owner = labels[ys, xs]
    area = np.bincount(owner, minlength=count + 1)[1:]
    order = np.argsort(-area, kind="stable")[:MOST_COMPONENTS]
    partial = count > MOST_COMPONENTS
    boxes = ndimage.find_objects(labels)
    edges = np.array(
        [[boxes[i][1].start, boxes[i][0].start, boxes[i][1].stop, boxes[i][0].stop] for i in order],
        dtype=np.int64,
    ).reshape(-1, 4)
    kept = _writing(edges, area[order], ink.shape)
    order, edges = order[kept], edges[kept]
    number = np.full(count + 1, len(order) + 1, dtype=np.int32)
    number[0] = 0
    number[order + 1] = np.arange(1, len(order) + 1)
    owner = number[owner]
    sums = [
        np.bincount(owner, weights=values, minlength=len(order) + 2)[1:-1] for values in (xs, ys)
    ]
    return Components(
        labels=number[labels],
        left=edges[:, 0],
        top=edges[:, 1],
        right=edges[:, 2],
        bottom=edges[:, 3],
        area=area[order],
        x=sums[0] / area[order],
        y=sums[1] / area[order],
        partial=partial,
    )


def letter_size(width: IntArray, height: IntArray, area: IntArray) -> float:
    """How large letters are, in pixels: the median size of pieces, large ones counting more."""
    if not len(area):
        return 0.0
    stroke = _stroke_width(width, height, area)
    # The bars of "=" are as flat as the pen, and tell by their length.
    flat = height < 2.5 * stroke
    size = np.where(flat, width, height)
    blob = (area > _SOLID * width * height) & (np.maximum(width, height) < 2 * width)
    if (flat | blob).all():
        size = np.maximum(size, _DOT * height)
    order = np.argsort(size)
    grown = np.cumsum(size[order])
    return float(size[order][np.searchsorted(grown, grown[-1] / 2)])


def _stroke_width(width: IntArray, height: IntArray, area: IntArray) -> float:
    """About how wide the pen is: a bent stroke is as long as its box's sides together."""
    return float(np.median(area / (width + height))) if len(area) else 0.0


def _writing(edges: IntArray, area: IntArray, page: tuple[int, ...]) -> BoolArray:
    width, height = edges[:, 2] - edges[:, 0], edges[:, 3] - edges[:, 1]
    flat = (width > _RULE * page[1]) & (height < 0.05 * width)
    upright = (height > _RULE * page[0]) & (width < 0.05 * height)
    at_edge = (edges[:, :2] == 0).any(axis=1) | (edges[:, 2] == page[1]) | (edges[:, 3] == page[0])
    frame = at_edge | ((width > 0.9 * page[1]) & (height > 0.9 * page[0]))
    rest = ~(flat | upright | frame)
    # In a tight picture of one word these are its own strokes.
    letter = letter_size(width[rest], height[rest], area[rest])
    thick = area > _THICK * _stroke_width(width[rest], height[rest], area[rest]) * (width + height)
    large = np.maximum(width, height) > _LONG * letter
    rule = ~rest & (rest.sum() > _FEW) & (large | thick)
    stroke = _stroke_width(width[~rule], height[~rule], area[~rule])
    speck = (np.maximum(width, height) < _SPECK * stroke) | (area < 2)
    found: BoolArray = ~rule & ~speck
    return found
