"""Characters in their frames: size and place on the line survive."""

from __future__ import annotations

import numpy as np
import pytest

from vistazo.runtime.text.frames import BASELINE, UNIT
from vistazo.workshop.data.frames import PLAIN, Hand, Place, draw_frames, find_places
from vistazo.workshop.data.pen import Pen
from vistazo.workshop.data.strokes import StrokeSet


def boxes(*corners: tuple[float, float, float, float]) -> StrokeSet:
    """One character each: the outline of a box (left, bottom, width, height), y upwards."""
    points = []
    for left, bottom, width, height in corners:
        right, top = left + width, bottom + height
        points += [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
    count = len(corners)
    return StrokeSet(
        name="boxes",
        points=np.array(points, np.float32),
        stroke_offsets=np.arange(count + 1, dtype=np.int64) * 5,
        sample_offsets=np.arange(count + 1, dtype=np.int64),
        labels=("o",) * count,
        writers=np.zeros(count, np.int64),
        label_order=("o",),
        files=np.zeros(count, np.int64),
    )


def ink(picture: np.ndarray) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of the ink, the last two of each included."""
    rows, columns = np.flatnonzero(picture.max(1) > 127), np.flatnonzero(picture.max(0) > 127)
    return rows[0], rows[-1], columns[0], columns[-1]


LINE = boxes(
    (0, 500, 80, 100),
    (200, 500, 100, 100),
    (400, 500, 20, 20),
    (600, 450, 100, 100),
    (800, 500, 100, 100),
)


def test_a_row_gives_its_baseline_and_its_writers_size() -> None:
    place = find_places(LINE, np.zeros(5, np.int64))
    np.testing.assert_allclose(place.unit, 100.0)
    # Three of five stand at 500; a source that set all to one height would tell nothing.
    assert np.isnan(place.baseline).all()
    uneven = boxes(
        (0, 498, 100, 100), (200, 501, 100, 100), (400, 503, 20, 20), (600, 450, 100, 100)
    )
    place = find_places(uneven, np.zeros(4, np.int64))
    np.testing.assert_allclose(place.baseline, 499.5)


def test_rows_of_one_file_are_told_apart_and_short_ones_tell_nothing() -> None:
    upper = [(200.0 * x, 1000.0 + 3 * x, 100.0, 100.0) for x in range(4)]
    lower = [(200.0 * x, 500.0 + 3 * x, 100.0, 100.0) for x in range(4)]
    place = find_places(boxes(*upper, *lower, (0, 0, 100, 100)), np.zeros(9, np.int64))
    np.testing.assert_allclose(place.baseline[:4], 1004.5)
    np.testing.assert_allclose(place.baseline[4:8], 504.5)
    assert np.isnan(place.baseline[8])


def test_a_character_far_too_large_for_its_writer_has_a_size_of_its_own() -> None:
    row = [(200.0 * x, 500.0 + 3 * x, 100.0, 100.0) for x in range(5)]
    place = find_places(boxes(*row, (2000, 400, 900, 900)), np.zeros(6, np.int64))
    assert place.unit.tolist() == [100.0] * 5 + [900.0]
    assert np.isnan(place.baseline[5])


def test_what_stands_on_the_line_stands_on_it_in_the_frame() -> None:
    strokes = boxes((0, 500, 100, 100), (200, 470, 30, 30))
    place = Place(np.array([100.0, 100.0]), np.array([500.0, 500.0]))
    hand = Hand(size=200, width=(0.02, 0.02))
    large, small = draw_frames(strokes, place, hand, np.random.default_rng(0))
    top, bottom, left, right = ink(large)
    assert bottom == pytest.approx(BASELINE * 200, abs=2)
    assert bottom - top == pytest.approx(UNIT * 200, abs=3)
    assert right - left == pytest.approx(UNIT * 200, abs=3)
    assert (left + right) / 2 == pytest.approx(100, abs=1.5)
    top, bottom, left, right = ink(small)
    assert top == pytest.approx(BASELINE * 200, abs=2)
    assert bottom - top == pytest.approx(0.3 * UNIT * 200, abs=3)


def test_without_a_line_or_cut_off_it_fills_its_picture() -> None:
    strokes = boxes((0, 0, 100, 60), (0, 900, 100, 60))
    place = Place(np.array([100.0, 100.0]), np.array([np.nan, 0.0]))
    for picture in draw_frames(strokes, place, PLAIN, np.random.default_rng(0)):
        top, bottom, left, right = ink(picture)
        assert 0.7 < (right - left) / len(picture) < 0.95
        assert (top + bottom) / 2 == pytest.approx(len(picture) / 2, abs=2)


def test_a_dot_by_itself_does_not_fill_its_picture() -> None:
    strokes = boxes((0, 0, 2, 2))
    place = Place(np.array([100.0]), np.array([np.nan]))
    (picture,) = draw_frames(strokes, place, PLAIN, np.random.default_rng(0))
    top, bottom, _, _ = ink(picture)
    assert 0.1 < (bottom - top) / len(picture) < 0.25


def test_a_stroke_of_one_point_leaves_a_dot() -> None:
    dot = StrokeSet(
        name="dot",
        points=np.array([[30, 500]], np.float32),
        stroke_offsets=np.array([0, 1]),
        sample_offsets=np.array([0, 1]),
        labels=(".",),
        writers=np.zeros(1, np.int64),
        label_order=(".",),
    )
    place = Place(np.array([100.0]), np.array([500.0]))
    (picture,) = draw_frames(dot, place, PLAIN, np.random.default_rng(0))
    top, bottom, left, right = ink(picture)
    assert 2 <= bottom - top <= 5
    assert 2 <= right - left <= 5


def test_a_hand_varies_and_the_generator_decides() -> None:
    strokes = boxes(*[(0.0, 500.0, 100.0, 100.0)] * 2)
    place = Place(np.array([100.0, 100.0]), np.array([500.0, 500.0]))
    hand = Hand(
        width=(0.05, 0.2),
        pressure=0.3,
        pen=Pen(rotation=10, slant=0.2, stretch=0.2, wobble=0.01),
        scale=0.1,
        shift=0.02,
        alone=0.3,
    )
    one, other, third = (
        draw_frames(strokes, place, hand, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert (one == other).all()
    assert (one != third).any()
    assert (one[0] != one[1]).any()
