"""Which pieces of ink make a line of text.

The page is levelled by its slope; rows that hold much ink are lines, and the rows with the least
ink between two of them part them. A large piece belongs to the line that its middle lies in, and
is cut where it reaches into two. A small one (a dot, an accent, a comma) belongs to the line whose
letters are nearest.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from vistazo.runtime.text.components import Components, letter_size
from vistazo.runtime.text.skew import find_slope
from vistazo.types import Float64Array, IntArray

_SMOOTH = 0.18
"""Standard deviation of the profile's smoothing, in letters."""
_VALLEY = 0.55
"""Two rows of ink are one line if the profile between them stays above this share of the lower."""
_NEAR = 0.6
"""So they are if they are nearer than this, in letters."""
_BODY = 0.4
"""A piece at least this high, in letters, is a letter; others belong to one."""
_FAR = 1.5
"""A piece farther than this from any letter, in letters, stays where it is."""
_OTHER_ROW = 0.3
"""What it costs a small piece to leave the row that it lies in, in letters."""
_BEYOND = 0.25
"""A piece that reaches this far beyond the middles of two lines, in letters, is cut."""
_TURN = 0.035
"""Tangent by which a line may slope otherwise than its page."""


@dataclass(frozen=True)
class TextLine:
    """The ink of one line.

    Attributes:
        x: int64 (n,), columns of its pixels on the page.
        y: int64 (n,), rows.
        slope: Tangent; positive where the line falls to the right.
        letter: Size of its letters in pixels.
    """

    x: IntArray
    y: IntArray
    slope: float
    letter: float


@dataclass(frozen=True)
class _Rows:
    """Where lines lie on the levelled page, in rows: their middles, and the cuts between them."""

    middles: Float64Array
    cuts: Float64Array


@dataclass(frozen=True)
class _Boxes:
    """The pieces on the levelled page; float64 (n,) each."""

    left: Float64Array
    right: Float64Array
    top: Float64Array
    bottom: Float64Array
    middle: Float64Array


def find_lines(components: Components) -> tuple[TextLine, ...]:
    """The lines of a page, from top to bottom."""
    if not len(components):
        return ()
    letter = max(letter_size(components.width, components.height, components.area), 1.0)
    y, x = np.nonzero(components.labels)
    owner = components.labels[y, x].astype(np.int64) - 1
    writing = owner < len(components)
    x, y, owner = x[writing], y[writing], owner[writing]
    slope = find_slope(x.astype(np.float64), y.astype(np.float64), letter)
    level = y - slope * x
    rows = _find_rows(level, letter)
    boxes = _levelled(components, slope)
    line = _assign(boxes, rows, letter)[owner]
    cut = _reaching_into_two(boxes, rows, letter)[owner]
    line[cut] = np.searchsorted(rows.cuts, level[cut])
    return tuple(
        _text_line(x[line == number], y[line == number], slope, letter)
        for number in np.unique(line)
    )


def _text_line(x: IntArray, y: IntArray, slope: float, letter: float) -> TextLine:
    own = find_slope(
        x.astype(np.float64), y.astype(np.float64), 2.0 * letter, near=slope, steepest=_TURN
    )
    return TextLine(x, y, own, letter)


def _levelled(components: Components, slope: float) -> _Boxes:
    left, right = components.left.astype(np.float64), components.right.astype(np.float64)
    sink = slope * (left + right) / 2
    # A wide piece's box is higher than its ink is once it is level.
    excess = np.minimum(abs(slope) * (right - left), components.height - 1.0) / 2
    return _Boxes(
        left,
        right,
        components.top - sink + excess,
        components.bottom - sink - excess,
        components.y - slope * components.x,
    )


def _find_rows(level: Float64Array, letter: float) -> _Rows:
    """Peaks of the profile of ink by row, and the lowest rows between them."""
    start = np.floor(level.min())
    counts = np.bincount((level - start).astype(np.int64)).astype(np.float64)
    profile = ndimage.gaussian_filter1d(
        np.pad(counts, 1), max(_SMOOTH * letter, 0.5), mode="constant"
    )
    rising = np.diff(profile) > 0
    peaks = [int(row) for row in np.flatnonzero(rising[:-1] & ~rising[1:]) + 1]
    place = 0
    while place + 1 < len(peaks):
        one, other = peaks[place], peaks[place + 1]
        lower = min(profile[one], profile[other])
        if other - one >= _NEAR * letter and profile[one:other].min() <= _VALLEY * lower:
            place += 1
            continue
        del peaks[place if profile[one] < profile[other] else place + 1]
        place = max(place - 1, 0)
    cuts = [one + int(profile[one:other].argmin()) for one, other in pairwise(peaks)]
    offset = start - 1.0
    return _Rows(np.array(peaks) + offset, np.array(cuts, dtype=np.float64) + offset)


def _assign(boxes: _Boxes, rows: _Rows, letter: float) -> IntArray:
    """The line of each piece."""
    row = np.searchsorted(rows.cuts, boxes.middle)
    body = boxes.bottom - boxes.top >= _BODY * letter
    if not body.any():
        return row
    found = row.copy()
    for piece in np.flatnonzero(~body).tolist():
        near = body & (np.abs(row - row[piece]) <= 1)
        if not near.any():
            continue
        away = _gaps(boxes, piece, near) + _OTHER_ROW * letter * (row[near] != row[piece])
        if away.min() <= _FAR * letter:
            found[piece] = row[near][away.argmin()]
    return found


def _gaps(boxes: _Boxes, piece: int, others: npt.NDArray[np.bool_]) -> Float64Array:
    """How far a piece is from each of some others, the boxes' gaps across and down summed."""
    across = np.maximum(boxes.left[others] - boxes.right[piece], 0.0)
    across += np.maximum(boxes.left[piece] - boxes.right[others], 0.0)
    down = np.maximum(boxes.top[others] - boxes.bottom[piece], 0.0)
    down += np.maximum(boxes.top[piece] - boxes.bottom[others], 0.0)
    total: Float64Array = across + down
    return total


def _reaching_into_two(boxes: _Boxes, rows: _Rows, letter: float) -> npt.NDArray[np.bool_]:
    """Pieces that hold letters of more than one line."""
    slack = _BEYOND * letter
    above = np.searchsorted(rows.middles, boxes.top + slack)
    below = np.searchsorted(rows.middles, boxes.bottom - slack)
    found: npt.NDArray[np.bool_] = below - above >= 2
    return found
