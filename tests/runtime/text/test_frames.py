from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vistazo.runtime.text.frames import BASELINE, UNIT, Frame, draw_frames, estimate_frame
from vistazo.types import Box


def stand(text: str, unit: float, baseline: float, slope: float) -> list[Box]:
    """Boxes of letters of usual sizes: small ones and capitals."""
    boxes = []
    for place, letter in enumerate(text):
        size = unit * (0.78 if letter.islower() else 1.06)
        left = 1.2 * unit * place
        foot = baseline + slope * (left + size / 2)
        boxes.append(Box(left, foot - size, size, size))
    return boxes


@settings(max_examples=50, deadline=None)
@given(st.floats(8, 100), st.floats(200, 300), st.floats(-0.05, 0.05))
def test_the_line_s_geometry_is_found(unit: float, baseline: float, slope: float) -> None:
    boxes = stand("aNxoEsacvRune", unit, baseline, slope)
    frame = estimate_frame(boxes, "aNxoEsacvRune")
    assert frame is not None
    assert frame.unit == pytest.approx(unit)
    middle = boxes[6].x
    found = frame.baseline + frame.slope * middle
    assert found == pytest.approx(baseline + slope * middle, abs=0.1 * unit)


def test_one_odd_character_changes_little() -> None:
    boxes = stand("aNxoEsacv", 30, 100, 0)
    boxes[4] = Box(boxes[4].x, 20, 150, 160)
    frame = estimate_frame(boxes, "aNxoEsacv")
    assert frame is not None
    assert frame.unit == pytest.approx(30)
    assert frame.baseline == pytest.approx(100, abs=3)


def test_letters_that_hang_do_not_lower_the_line() -> None:
    frame = estimate_frame([*stand("aN", 30, 100, 0), Box(80, 77, 30, 38)], "aNg")
    assert frame is not None
    assert frame.baseline == pytest.approx(100)


def test_marks_alone_tell_nothing() -> None:
    assert estimate_frame([Box(0, 0, 4, 4), Box(9, 0, 4, 4)], ".'") is None


@pytest.mark.parametrize("unit", [12.0, 30.0, 90.0])
def test_a_frame_keeps_size_and_place(unit: float) -> None:
    size = round(unit)
    box = Box(50.0, 200.0 - size, float(size), float(size))
    (picture,) = draw_frames([np.full((size, size), 255, np.uint8)], [box], Frame(unit, 200.0, 0.0))
    side = len(picture)
    rows, columns = np.nonzero(picture)
    assert (np.ptp(rows) + 1) / side == pytest.approx(UNIT, abs=1.5 / side)
    assert (rows.max() + 1) / side == pytest.approx(BASELINE, abs=1.5 / side)
    assert (columns.min() + columns.max() + 1) / 2 / side == pytest.approx(0.5, abs=1 / side)


def test_ink_longer_than_characters_are_fits() -> None:
    glyph = np.full((10, 400), 255, np.uint8)
    (picture,) = draw_frames([glyph], [Box(0, 0, 400, 10)], Frame(20.0, 10.0, 0.0))
    _, columns = np.nonzero(picture)
    assert 0.7 < (np.ptp(columns) + 1) / len(picture) < 0.85


def test_ink_far_from_the_line_is_not_cut() -> None:
    glyph = np.full((10, 10), 255, np.uint8)
    (picture,) = draw_frames([glyph], [Box(0, 0, 10, 10)], Frame(20.0, 600.0, 0.0))
    assert picture.sum() == 100 * 255
