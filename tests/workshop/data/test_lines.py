"""Lines in the frame of the reader: one size, one axis, whatever the source."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vistazo.workshop.data.lines import (
    HEIGHT,
    MARGIN,
    PLAIN,
    SPREAD,
    LineLook,
    draw_lines,
    line_widths,
)
from vistazo.workshop.data.strokes import Ink


def zigzag(count: int = 12, height: float = 10.0) -> Ink:
    """A line of slanted strokes, y upwards."""
    points = [(5.0 * index, height * (index % 2)) for index in range(count)]
    return Ink(
        name="zigzag",
        points=np.array(points, np.float32),
        stroke_offsets=np.array([0, count]),
        sample_offsets=np.array([0, 1]),
        labels=("www",),
        writers=np.zeros(1, np.int64),
    )


REFERENCE = draw_lines(zigzag(), PLAIN, np.random.default_rng(0))[0][0]


@settings(max_examples=30, deadline=None)
@given(
    size=st.floats(0.01, 500),
    x=st.floats(-2000, 2000),
    y=st.floats(-2000, 2000),
)
def test_size_and_place_of_the_source_change_nothing(size: float, x: float, y: float) -> None:
    ink = zigzag()
    moved = replace(ink, points=(ink.points * size + np.array([x, y]) * size).astype(np.float32))
    (picture,), _ = draw_lines(moved, PLAIN, np.random.default_rng(0))
    assert picture.shape == REFERENCE.shape
    assert np.abs(picture.astype(float) - REFERENCE).mean() < 2.0


def test_rows_have_the_spread_and_columns_the_margin() -> None:
    picture = REFERENCE / 255.0
    rows = picture.sum(axis=1) / picture.sum()
    middle = rows @ np.arange(HEIGHT)
    assert middle == pytest.approx((HEIGHT - 1) / 2, abs=0.3)
    assert np.sqrt(rows @ (np.arange(HEIGHT) - middle) ** 2) == pytest.approx(SPREAD, rel=0.05)
    inked = np.flatnonzero(REFERENCE.any(axis=0))
    assert inked[0] == pytest.approx(MARGIN, abs=1)
    (width,) = line_widths(zigzag())
    assert inked[-1] + 1 + MARGIN == pytest.approx(width, abs=1.5)


def test_the_slope_of_a_long_line_is_taken_out() -> None:
    ink = zigzag(60)
    sloped = ink.points + np.stack((np.zeros(60), 0.08 * ink.points[:, 0]), 1).astype(np.float32)
    straight, tilted = (
        draw_lines(replace(ink, points=points), PLAIN, np.random.default_rng(0))[0][0]
        for points in (ink.points, sloped)
    )
    assert tilted.shape == straight.shape
    assert np.abs(tilted.astype(float) - straight).mean() < 6.0


def test_lines_of_a_batch_are_as_long_as_they_say() -> None:
    ink = zigzag()
    pictures, columns = draw_lines(
        ink.subset([0, 0, 0, 0]), LineLook(), np.random.default_rng(3), multiple=16
    )
    assert pictures.shape[0] == 4
    assert pictures.shape[2] % 16 == 0
    for picture, taken in zip(pictures, columns, strict=True):
        assert picture.any()
        assert not picture[:, taken:].any()


def test_a_dash_is_no_wider_than_a_letter_or_two() -> None:
    dash = replace(zigzag(2, 0.0), labels=("-",))
    (picture,), (columns,) = draw_lines(dash, PLAIN, np.random.default_rng(0))
    assert picture.any()
    assert columns < 80


def test_every_draw_differs_and_the_same_seed_repeats_it() -> None:
    one, again, other = (
        draw_lines(zigzag(), LineLook(), np.random.default_rng(seed))[0] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, again)
    assert one.shape != other.shape or (one != other).any()
