"""Polylines in pixels drawn with round pens on canvases of any height and width."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vistazo.types import Float32Array, Float64Array, IntArray, UInt8Array
from vistazo.workshop.data.strokes import Ink

# Segments are cut into pieces of at most this many pixels, so that the square of pixels that
# a piece can touch stays small.
_PIECE = 4.0
_THIN = 2.2


@dataclass(frozen=True)
class Paths:
    """The segments of some samples' strokes, as places in their array of points.

    Attributes:
        points: float64 (points, 2), x to the right and y downwards, in units of the source.
        owner: int64 (points,), which sample a point belongs to.
        starts: int64 (samples,), its first point.
        tails: int64 (segments,), the point that a segment begins at.
        heads: int64 (segments,), the point that it ends at: the same for a dot.
    """

    points: Float64Array
    owner: IntArray
    starts: IntArray
    tails: IntArray
    heads: IntArray


def cut_paths(ink: Ink) -> Paths:
    """All strokes of `ink`, turned so that y points downwards."""
    count = len(ink.points)
    lengths = np.diff(ink.stroke_offsets)
    inner = np.ones(count, bool)
    inner[ink.stroke_offsets[1:] - 1] = False
    dots = ink.stroke_offsets[:-1][lengths == 1]
    tails = np.flatnonzero(inner)
    return Paths(
        ink.points.astype(np.float64) * np.array([1.0, -1.0]),
        np.repeat(np.arange(ink.samples), np.diff(ink.point_offsets)),
        ink.point_offsets[:-1],
        np.concatenate((tails, dots)),
        np.concatenate((tails + 1, dots)),
    )


def draw_paths(
    canvases: UInt8Array, paths: Paths, points: Float64Array, widths: Float64Array
) -> None:
    """Draw; where strokes cross, the stronger ink stays.

    Args:
        canvases: uint8 (samples, height, width), drawn into; what lies outside is left out.
        paths: Which points belong together.
        points: float64 (points, 2), in pixels; pixel (0, 0) has its middle at (0, 0).
        widths: float64 (samples,), diameter of each sample's pen, in pixels.
    """
    tails, step = points[paths.tails], points[paths.heads] - points[paths.tails]
    owner = paths.owner[paths.tails]
    pieces = np.maximum(np.ceil(np.hypot(*step.T) / _PIECE), 1).astype(np.int64)
    which = np.repeat(np.arange(len(tails)), pieces)
    number = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    step = (step / pieces[:, None])[which]
    begins = (tails[which] + step * number[:, None]).astype(np.float32)
    step, owner = step.astype(np.float32), owner[which]
    # A wide pen needs large squares; thin ones are drawn apart from it.
    thin = widths[owner] <= _THIN
    for group in (thin, ~thin):
        if group.any():
            half = (widths[owner[group]] / 2).astype(np.float32)
            _stamp(canvases, owner[group], begins[group], step[group], half)


def _stamp(
    canvases: UInt8Array,
    owner: IntArray,
    begins: Float32Array,
    step: Float32Array,
    half: Float32Array,
) -> None:
    """Set each pixel to the share of it that the widest stroke over it covers."""
    height, width = canvases.shape[1:]
    reach = int(np.ceil(_PIECE / 2 + half.max()))
    offsets = np.arange(-reach, reach + 1)
    middle = np.rint(begins + step / 2).astype(np.int64)
    columns, rows = middle[:, 0, None] + offsets, middle[:, 1, None] + offsets
    across = (columns - begins[:, 0, None]).astype(np.float32)[:, None, :]
    down = (rows - begins[:, 1, None]).astype(np.float32)[:, :, None]
    step_x, step_y = step[:, 0, None, None], step[:, 1, None, None]
    square = np.maximum(step_x**2 + step_y**2, 1e-12)
    along = np.clip(across * (step_x / square) + down * (step_y / square), 0, 1)
    distance = np.sqrt((across - along * step_x) ** 2 + (down - along * step_y) ** 2)
    half = half[:, None, None]
    cover = np.minimum(half, distance + 0.5) - np.maximum(-half, distance - 0.5)
    inside = (cover > 0) & ((columns >= 0) & (columns < width))[:, None, :]
    inside &= ((rows >= 0) & (rows < height))[:, :, None]
    row = owner[:, None] * height + rows
    target = (row[:, :, None] * width + columns[:, None, :])[inside]
    values = (np.minimum(cover[inside], 1) * 255 + 0.5).astype(np.uint8)
    np.maximum.at(canvases.reshape(-1), target, values)
