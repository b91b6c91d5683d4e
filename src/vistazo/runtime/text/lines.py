"""Which pieces of ink make a line of text.

The page is levelled by its slope; rows that hold much ink are lines, and the rows with the least
ink between two of them part them. A large piece belongs to the line that its middle lies in, and
is cut where it reaches into two. A small one (a dot, an accent, a comma) belongs to the line whose
letters are nearest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vistazo.runtime.text.components import Components, letter_size
from vistazo.runtime.text.rows import Pieces, Rows, find_rows
from vistazo.runtime.text.skew import find_slope
from vistazo.types import BoolArray, Float64Array, IntArray

_FAR = 1.5
"""A piece farther than this from any letter, in letters, stays where it is, ..."""
_LOOSE, _FARTHEST = 2, 5.0
"""... unless so few are in a row without letters; then it has to be farther."""
_OTHER_ROW = 0.3
"""What it costs a small piece to leave the row that it lies in, in letters."""
_BEYOND = 0.25
"""A piece that reaches this far beyond the middles of two lines, in letters, is cut."""
_ACROSS, _DOWN = 0.5, 2.0
"""What gaps count in the distance of a small piece from a letter."""


@dataclass(frozen=True)
class TextLine:
    """The ink of one line.

    Attributes:
        x: int64 (n,), columns of its pixels on the page.
        y: int64 (n,), rows.
        letter: Size of its letters in pixels.
    """

    x: IntArray
    y: IntArray
    letter: float


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
    pieces = _levelled(components, slope, letter)
    rows = find_rows(level, pieces)
    line = _assign(pieces, rows)[owner]
    cut = _reaching_into_two(pieces, rows)[owner]
    line[cut] = np.searchsorted(rows.cuts, level[cut])
    return tuple(
        TextLine(x[line == number], y[line == number], letter) for number in np.unique(line)
    )


def _levelled(components: Components, slope: float, letter: float) -> Pieces:
    left, right = components.left.astype(np.float64), components.right.astype(np.float64)
    sink = slope * (left + right) / 2
    # A wide piece's box is higher than its ink is once it is level.
    excess = np.minimum(abs(slope) * (right - left), components.height - 1.0) / 2
    return Pieces(
        left=left,
        right=right,
        top=components.top - sink + excess,
        bottom=components.bottom - sink - excess,
        middle=components.y - slope * components.x,
        letter=letter,
    )


def _assign(pieces: Pieces, rows: Rows) -> IntArray:
    """The line of each piece."""
    row = np.searchsorted(rows.cuts, pieces.middle)
    body = pieces.body
    if not body.any():
        return row
    found = row.copy()
    # A few dots far above their letters are no line; a row of dashes may be.
    loose = np.bincount(row) <= _LOOSE
    loose[np.unique(row[body])] = False
    for piece in np.flatnonzero(~body).tolist():
        near = body & (np.abs(row - row[piece]) <= 1)
        if not near.any():
            continue
        away = _gaps(pieces, piece, near) / pieces.letter + _OTHER_ROW * (row[near] != row[piece])
        if away.min() <= (_FARTHEST if loose[row[piece]] else _FAR):
            found[piece] = row[near][away.argmin()]
    return found


def _gaps(pieces: Pieces, piece: int, others: BoolArray) -> Float64Array:
    """How far a piece is from each of some others, in pixels.

    A dash stands beside its letters rather than above another line's, so that gaps down count more.
    """
    across = np.maximum(pieces.left[others] - pieces.right[piece], 0.0)
    across += np.maximum(pieces.left[piece] - pieces.right[others], 0.0)
    down = np.maximum(pieces.top[others] - pieces.bottom[piece], 0.0)
    down += np.maximum(pieces.top[piece] - pieces.bottom[others], 0.0)
    total: Float64Array = _ACROSS * across + _DOWN * down
    return total


def _reaching_into_two(pieces: Pieces, rows: Rows) -> BoolArray:
    """Pieces that hold letters of more than one line."""
    slack = _BEYOND * pieces.letter
    above = np.searchsorted(rows.middles, pieces.top + slack)
    below = np.searchsorted(rows.middles, pieces.bottom - slack)
    found: BoolArray = below - above >= 2
    return found
