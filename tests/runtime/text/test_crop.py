from __future__ import annotations

import numpy as np

from vistazo.runtime.text.components import find_components
from vistazo.runtime.text.crop import LineCrop, crop_line
from vistazo.runtime.text.ink import find_ink
from vistazo.runtime.text.lines import find_lines

from .pages import draw_page


def crops_of(pixels: np.ndarray) -> list[LineCrop]:
    strength, ink = find_ink(pixels)
    return [crop_line(strength, ink, line) for line in find_lines(find_components(ink))]


def around(pixels: np.ndarray) -> np.ndarray:
    rows, columns = np.nonzero(pixels)
    return pixels[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def test_of_a_lone_line_nothing_is_lost() -> None:
    pixels = draw_page(["Soft edges, ink!"], size=40).light_on_dark()
    (crop,) = crops_of(pixels)
    picture = crop.picture
    columns = np.nonzero(pixels.any(axis=0))[0]
    assert not crop.cut
    offset = int(np.nonzero(picture.any(axis=0))[0][0]) + crop.left
    assert offset in (columns[0], columns[0] + 1)
    # Up to the faintest edge, more than a pixel from the ink.
    assert abs(int(picture.astype(int).sum()) - int(pixels.astype(int).sum())) < 2000
    assert np.abs(around(picture).shape[1] - around(pixels).shape[1]) <= 2


def test_other_lines_are_erased() -> None:
    page = draw_page(("gypsy", "HELLO"), size=60, pitch=1.05)
    apart = [np.where(page.line == number, 255, 0).astype(np.uint8) for number in (1, 2)]
    for crop, own in zip(crops_of(page.light_on_dark()), apart, strict=True):
        dense = (crop.picture > 127).sum()
        assert abs(int(dense) - int((own > 0).sum())) < 0.05 * (own > 0).sum()


def test_ink_at_the_page_s_edge_is_taken() -> None:
    pixels = np.zeros((40, 60), np.uint8)
    pixels[0:40, 0:6] = pixels[0:6, 0:30] = 255
    (crop,) = crops_of(pixels)
    assert (around(crop.picture) == pixels[:, :30]).all()
    assert crop.left < 0
