"""Where lines lie on a levelled page: the rows that hold much ink, and those between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import ndimage

from vistazo.types import BoolArray, Float64Array

_SMOOTH = 0.18
"""Standard deviation of the profile's smoothing, in letters."""
_VALLEY = 0.55
"""Two rows of ink are one line if the profile between them stays above this share of the lower."""
_NEAR = 0.6
"""So they are if they are nearer than this, in letters."""
_BODY = 0.4
"""A piece at least this high, in letters, is a letter; others belong to one."""
_BELOW = 0.8
"""Letters whose middles are this far apart, in letters, and that stand above each other ..."""
_TOUCH = 0.15
"""... or overlap by less than this, ..."""
_WIDE = 0.3
"""... and are at least this wide, ..."""
_STACKS = 2
"""... are of two lines, if there are so many of them."""
_MOST_LETTERS = 1000


@dataclass(frozen=True)
class Pieces:
    """Pieces of ink on the levelled page, in pixels; float64 (n,) each.

    Attributes:
        left, right, top, bottom: The box.
        middle: Row of the centre of mass.
        letter: Size of a letter.
    """

    left: Float64Array
    right: Float64Array
    top: Float64Array
    bottom: Float64Array
    middle: Float64Array
    letter: float

    @property
    def body(self) -> BoolArray:
        """Which are letters, bool (n,), rather than dots, accents and dashes."""
        found: BoolArray = self.bottom - self.top >= _BODY * self.letter
        return found


@dataclass(frozen=True)
class Rows:
    """The lines of a levelled page.

    Attributes:
        middles: float64 (lines,), ascending.
        cuts: float64 (lines - 1,), rows between them.
    """

    middles: Float64Array
    cuts: Float64Array


def find_rows(level: Float64Array, pieces: Pieces) -> Rows:
    """Find the lines of a levelled page.

    Args:
        level: float64 (n,), the row of each pixel of ink.
        pieces: What the ink is made of.
    """
    start = float(np.floor(level.min()))
    counts = np.bincount((level - start).astype(np.int64)).astype(np.float64)
    smooth = max(_SMOOTH * pieces.letter, 0.5)
    profile = ndimage.gaussian_filter1d(np.pad(counts, 1), smooth, mode="constant")
    peaks = _peaks(profile, pieces.letter)
    cuts = [one + int(profile[one:other].argmin()) for one, other in pairwise(peaks)]
    offset = start - 1.0
    middles = np.array(peaks) + offset
    return _part_stacks(
        Rows(middles, np.array(cuts, dtype=np.float64) + offset), pieces, profile, offset
    )


def _peaks(profile: Float64Array, letter: float) -> list[int]:
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
    return peaks


def _part_stacks(rows: Rows, pieces: Pieces, profile: Float64Array, offset: float) -> Rows:
    """Part what the profile took for one line though letters stand above each other in it."""
    bounds = [-np.inf, *rows.cuts.tolist(), np.inf]
    middles: list[float] = []
    # The dots of some hands are strokes as high as letters, but thin.
    large = pieces.body & (pieces.right - pieces.left >= _WIDE * pieces.letter)
    for middle, (top, bottom) in zip(rows.middles.tolist(), pairwise(bounds), strict=True):
        inside = (pieces.middle > top) & (pieces.middle <= bottom) & large
        stacked = list(_stacks(pieces, np.flatnonzero(inside)[:_MOST_LETTERS].tolist()))
        if len(stacked) < _STACKS:
            middles.append(middle)
            continue
        upper, lower = np.median(np.array(stacked), axis=0)
        middles += [float(upper), float(lower)]
    places = [round(middle - offset) for middle in middles]
    cuts = [
        one + int(profile[one : other + 1].argmin()) + offset for one, other in pairwise(places)
    ]
    return Rows(np.array(middles), np.array(cuts, dtype=np.float64))


def _stacks(pieces: Pieces, letters: list[int]) -> Iterator[tuple[float, float]]:
    """Middles of letters that stand above each other, the upper one first."""
    order = sorted(letters, key=lambda index: pieces.left[index])
    for place, one in enumerate(order):
        for other in order[place + 1 :]:
            if pieces.left[other] >= pieces.right[one]:
                break
            shared = min(pieces.right[one], pieces.right[other]) - pieces.left[other]
            narrow = min(pieces.right[i] - pieces.left[i] for i in (one, other))
            upper, lower = sorted((one, other), key=lambda index: pieces.middle[index])
            apart = pieces.middle[lower] - pieces.middle[upper]
            overlap = pieces.bottom[upper] - pieces.top[lower]
            if (
                shared >= 0.5 * narrow
                and apart >= _BELOW * pieces.letter
                and overlap <= _TOUCH * pieces.letter
            ):
                yield float(pieces.middle[upper]), float(pieces.middle[lower])
