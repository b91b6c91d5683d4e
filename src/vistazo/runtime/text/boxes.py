"""From the steps at which characters were said to boxes around their ink."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from vistazo.types import Box, Float64Array, IntArray


def character_boxes(
    x: IntArray, y: IntArray, first: Float64Array, last: Float64Array, spaces: list[bool]
) -> list[Box]:
    """A box for each character of a line.

    Neighbours are parted at the column with the least ink between the steps that said them.

    Args:
        x: int64 (n,), columns of the line's ink.
        y: int64 (n,), its rows.
        first: float64 (characters,), column where a character was said first.
        last: float64 (characters,), column where it was said last.
        spaces: Which characters are spaces; theirs is the gap between their neighbours.
    """
    whole = _around(x, y)
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    counts = np.bincount(x - x[0])
    letters = [index for index, space in enumerate(spaces) if not space]
    cuts = [
        _thinnest(counts, int(x[0]), last[one], first[other]) for one, other in pairwise(letters)
    ]
    edges = np.searchsorted(x, [int(x[0]), *cuts, int(x[-1]) + 1])
    boxes: dict[int, Box] = {}
    for place, index in enumerate(letters):
        start, stop = edges[place], edges[place + 1]
        if start < stop:
            boxes[index] = _around(x[start:stop], y[start:stop])
        else:
            column = min(max(float(first[index]), whole.x), whole.x + whole.width)
            boxes[index] = Box(column, whole.y, 0.0, whole.height)
    return [boxes.get(index) or _gap(boxes, index, whole) for index in range(len(spaces))]


def _around(x: IntArray, y: IntArray) -> Box:
    left, top = int(x.min()), int(y.min())
    return Box(left, top, int(x.max()) + 1 - left, int(y.max()) + 1 - top)


def _thinnest(counts: IntArray, start: int, left: float, right: float) -> int:
    """The column with the least ink from `left` to `right`; of several, the middle one."""
    one = min(max(int(np.ceil(left)) - start, 0), len(counts) - 1)
    other = min(max(int(np.floor(right)) - start, one), len(counts) - 1)
    between = counts[one : other + 1]
    thin = np.flatnonzero(between == between.min())
    return start + one + int(thin[len(thin) // 2])


def _gap(boxes: dict[int, Box], index: int, whole: Box) -> Box:
    """Between the letters next to a space."""
    before = [place for place in boxes if place < index]
    after = [place for place in boxes if place > index]
    left = boxes[max(before)].x + boxes[max(before)].width if before else whole.x
    right = boxes[min(after)].x if after else whole.x + whole.width
    return Box(left, whole.y, max(right - left, 0.0), whole.height)
