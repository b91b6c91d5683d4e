"""Strokes on canvases of any size: where the ink is, and how much of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vistazo.types import UInt8Array
from vistazo.workshop.data.paths import cut_paths, draw_paths
from vistazo.workshop.data.strokes import Ink


def ink(*samples: list[list[tuple[float, float]]]) -> Ink:
    """Samples of strokes of points, y upwards."""
    strokes = [stroke for sample in samples for stroke in sample]
    return Ink(
        name="drawn",
        points=np.array([point for stroke in strokes for point in stroke], np.float32),
        stroke_offsets=np.cumsum([0, *(len(stroke) for stroke in strokes)]),
        sample_offsets=np.cumsum([0, *(len(sample) for sample in samples)]),
        labels=("x",) * len(samples),
        writers=np.zeros(len(samples), np.int64),
    )


def drawn(sample: Ink, height: int, width: int, pen: float) -> UInt8Array:
    canvases = np.zeros((sample.samples, height, width), np.uint8)
    paths = cut_paths(sample)
    draw_paths(canvases, paths, paths.points, np.full(sample.samples, pen))
    return canvases


@settings(max_examples=60, deadline=None)
@given(
    x=st.floats(45, 80),
    y=st.floats(40, 42),
    length=st.floats(0, 34),
    angle=st.floats(0, 6.28),
    pen=st.floats(1.0, 8.0),
)
def test_a_line_has_the_area_of_its_pen(
    x: float, y: float, length: float, angle: float, pen: float
) -> None:
    end = (x + length * np.cos(angle), -y - length * np.sin(angle))
    (canvas,) = drawn(ink([[(x, -y), end]]), 80, 130, pen)
    area = length * pen + np.pi * pen**2 / 4
    assert canvas.sum() / 255 == pytest.approx(area, rel=0.12, abs=1.0)


def test_a_dot_is_a_disc_around_its_point() -> None:
    (canvas,) = drawn(ink([[(10.0, -7.0)]]), 15, 30, 6.0)
    rows, columns = np.nonzero(canvas)
    weight = canvas[rows, columns] / canvas.sum()
    assert (weight @ rows, weight @ columns) == pytest.approx((7, 10), abs=0.01)
    assert canvas[7, 10] == 255


def test_samples_do_not_touch_each_other_and_pens_may_differ() -> None:
    both = ink([[(5.0, -5.0), (25.0, -5.0)]], [[(5.0, -9.0), (25.0, -9.0)]])
    canvases = np.zeros((2, 15, 30), np.uint8)
    paths = cut_paths(both)
    draw_paths(canvases, paths, paths.points, np.array([1.0, 5.0]))
    for index, (row, pen) in enumerate(((5, 1.0), (9, 5.0))):
        column = canvases[index, :, 15] / 255
        assert column.sum() == pytest.approx(pen, abs=0.1)
        assert column @ np.arange(15) / column.sum() == pytest.approx(row, abs=0.05)


def test_what_lies_outside_is_left_out() -> None:
    (canvas,) = drawn(ink([[(-50.0, -5.0), (200.0, -5.0)], [(10.0, 300.0)]]), 10, 40, 2.0)
    assert (canvas[5] == 255).all()
    assert not canvas[:3].any()
