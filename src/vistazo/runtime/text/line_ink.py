"""The ink of each character of a line, by its connected pieces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from vistazo.types import Box, IntArray, UInt8Array

MOST_PIECES = 400
"""Of a line that is cut into characters."""

_INK = 64
"""What is fainter than this, of 255, is the soft edge of a stroke."""
_WHOLE = 0.8
"""A piece with this share of its ink in a character's columns belongs to it altogether."""


class LineInk:
    """The ink of a line's picture; a character that is cut out of it again is the same one.

    Attributes:
        width: Columns of the picture.
        pieces: How many connected pieces there are; out of more than MOST_PIECES nothing is cut.
        glyphs: What was cut out: light ink on black, uint8 (height, width) each.
        boxes: Where each lies, pixels of the picture.
    """

    def __init__(self, picture: UInt8Array) -> None:
        """Take a line's picture, light ink on black, uint8 (H, W)."""
        self._picture = picture
        self.width: int = picture.shape[1]
        self._labels, self.pieces = ndimage.label(picture > _INK, np.ones((3, 3), dtype=np.int8))
        self.glyphs: list[UInt8Array] = []
        self.boxes: list[Box] = []
        self._known: dict[tuple[bytes, bytes, int, int], int] = {}
        if not 0 < self.pieces <= MOST_PIECES:
            return
        y, x = np.nonzero(self._labels)
        owner = self._labels[y, x].astype(np.int64) - 1
        counts = np.bincount(owner * self.width + x, minlength=self.pieces * self.width)
        counts = counts.reshape(self.pieces, self.width)
        self._columns: IntArray = counts.sum(axis=0)
        # Ink of each piece to the left of each column.
        self._before: IntArray = np.pad(counts.cumsum(axis=1), ((0, 0), (1, 0)))
        self._extent = [place[1] for place in ndimage.find_objects(self._labels)]

    def cut(self, left: float, right: float) -> int:
        """The column with the least ink from `left` to `right`; of several, the middle one."""
        one = min(max(int(np.ceil(left)), 0), self.width - 1)
        other = min(max(int(np.floor(right)), one), self.width - 1)
        between = self._columns[one : other + 1]
        thin: IntArray = np.flatnonzero(between == between.min())
        return int(one + thin[len(thin) // 2])

    def find(self, edges: Sequence[int]) -> list[int | None]:
        """The characters between cuts, as indices into `glyphs`; None where there is no ink.

        Args:
            edges: Columns: where the first character begins, the cuts, where the last one ends.
        """
        bounds = np.maximum.accumulate(np.array(edges))
        inside = self._before[:, bounds[1:]] - self._before[:, bounds[:-1]]
        most = inside.max(axis=1)
        whole = (most > 0) & (most >= _WHOLE * self._before[:, -1])
        main = inside.argmax(axis=1)
        found: list[int | None] = []
        for place in range(len(bounds) - 1):
            own = np.flatnonzero(whole & (main == place))
            part = np.flatnonzero(~whole & (inside[:, place] > 0))
            span = (int(bounds[place]), int(bounds[place + 1])) if len(part) else (0, 0)
            found.append(self._glyph(own, part, span) if len(own) + len(part) else None)
        return found

    def _glyph(self, own: IntArray, part: IntArray, span: tuple[int, int]) -> int:
        """Whole pieces `own`, and what of the pieces `part` lies in a span of columns."""
        key = (own.tobytes(), part.tobytes(), *span)
        if key not in self._known:
            self._known[key] = len(self.glyphs)
            self._cut_out(own, part, span)
        return self._known[key]

    def _cut_out(self, own: IntArray, part: IntArray, span: tuple[int, int]) -> None:
        extents = [(self._extent[piece].start, self._extent[piece].stop) for piece in own]
        extents += [span] if len(part) else []
        left, right = min(one for one, _ in extents), max(other for _, other in extents)
        labels = self._labels[:, left:right]
        ink = self._members(own)[labels]
        inner = slice(span[0] - left, span[1] - left)
        ink[:, inner] |= self._members(part)[labels[:, inner]]
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        first, last = int(columns[0]), int(columns[-1]) + 1
        pixels = self._picture[top:bottom, left + first : left + last]
        self.glyphs.append(np.where(ink[top:bottom, first:last], pixels, 0).astype(np.uint8))
        self.boxes.append(Box(left + first, top, last - first, bottom - top))

    def _members(self, pieces: IntArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """By label, bool (1 + pieces,)."""
        found = np.zeros(self.pieces + 1, dtype=np.bool_)
        found[pieces + 1] = True
        return found
