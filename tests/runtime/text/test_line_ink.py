from __future__ import annotations

import numpy as np

from vistazo.runtime.text.line_ink import MOST_PIECES, LineInk
from vistazo.types import Box


def picture(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Filled boxes: left, top, width, height."""
    pixels = np.zeros((40, 60), np.uint8)
    for left, top, width, height in boxes:
        pixels[top : top + height, left : left + width] = 200
    return pixels


def test_a_dot_beyond_the_cut_stays_with_most_of_its_ink() -> None:
    # The second letter's dot leans over the first one by less than a fifth of it.
    ink = LineInk(picture((5, 20, 10, 15), (18, 20, 4, 15), (15, 8, 10, 4)))
    first, second = ink.find([0, 16, 60])
    assert first is not None
    assert second is not None
    assert ink.boxes[first] == Box(5, 20, 10, 15)
    assert ink.boxes[second] == Box(15, 8, 10, 27)
    assert ink.glyphs[second].sum() == (4 * 15 + 10 * 4) * 200


def test_letters_that_touch_are_cut() -> None:
    ink = LineInk(picture((5, 10, 10, 20), (15, 28, 4, 2), (19, 10, 10, 20)))
    cut = ink.cut(10, 24)
    assert 15 <= cut < 19
    first, second = ink.find([0, cut, 60])
    assert first is not None
    assert second is not None
    assert ink.boxes[first] == Box(5, 10, cut - 5, 20)
    assert ink.boxes[second] == Box(cut, 10, 29 - cut, 20)


def test_the_same_ink_is_one_glyph() -> None:
    ink = LineInk(picture((5, 10, 5, 20), (20, 10, 5, 20)))
    assert ink.find([0, 12, 60]) == ink.find([2, 18, 60]) == [0, 1]
    assert ink.find([0, 60]) == [2]
    assert len(ink.glyphs) == len(ink.boxes) == 3


def test_no_ink_between_cuts() -> None:
    assert LineInk(picture((5, 10, 5, 20))).find([0, 30, 60]) == [0, None]


def test_no_ink_and_too_many_pieces_are_counted_only() -> None:
    assert LineInk(np.zeros((5, 5), np.uint8)).pieces == 0
    dots = np.zeros((2 * MOST_PIECES, 4), np.uint8)
    dots[::2, ::2] = 255
    assert LineInk(dots).pieces > MOST_PIECES
