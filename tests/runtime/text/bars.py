"""Pages for the reader of bars (see `build_reader`): a bar 2 k pixels high says label k of 95."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

WIDTH, GAP, PITCH, MARGIN = 6, 10, 260, 30


def bars(texts: Sequence[str]) -> np.ndarray:
    """Light bars on black, uint8 (H, W); each text on a line of its own."""
    longest = max(len(text) for text in texts)
    page = np.zeros((PITCH * len(texts), 2 * MARGIN + longest * (WIDTH + GAP)), np.uint8)
    for number, text in enumerate(texts):
        for place, character in enumerate(text):
            left, top, width, height = bar_box(number, place, character)
            page[top : top + height, left : left + width] = 255
    return page


def bar_box(line: int, place: int, character: str) -> tuple[int, int, int, int]:
    """Left, top, width and height of a bar."""
    height = 2 * (ord(character) - 31)
    left = MARGIN + place * (WIDTH + GAP)
    return left, (line + 1) * PITCH - MARGIN - height, WIDTH, height
