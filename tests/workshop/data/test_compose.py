"""Lines put together from single characters stand as writing stands."""

from __future__ import annotations

import numpy as np
import pytest

from vistazo.workshop.data.compose import CAPITAL, Composer
from vistazo.workshop.data.strokes import StrokeSet

LABELS = "xoHg.,-'=1"
# Height of each character in the units of a writer whose small letters are 10 high.
HEIGHTS = dict(zip(LABELS, (10, 10, 16, 16, 0.5, 4, 0.0, 4, 4, 16), strict=True))


def alphabet(writers: dict[int, float]) -> StrokeSet:
    """Each writer's characters as bars of their height, in units of their own."""
    points, labels, names = [], [], []
    for writer, unit in writers.items():
        for label in LABELS:
            for number in range(3):
                points += [(number, 0.0), (number + 4 * unit, HEIGHTS[label] * unit)]
                labels.append(label)
                names.append(writer)
    count = len(labels)
    return StrokeSet(
        name="bars",
        points=np.array(points, np.float32),
        stroke_offsets=np.arange(0, 2 * count + 1, 2),
        sample_offsets=np.arange(count + 1),
        labels=tuple(labels),
        writers=np.array(names, np.int64),
        label_order=tuple(LABELS),
    )


COMPOSER = Composer(alphabet({3: 1.0, 8: 40.0}))


def boxes(text: str, seed: int = 0) -> np.ndarray:
    """Left, bottom, right, top of each character, float64 (n, 4)."""
    ink = COMPOSER.compose([text], np.random.default_rng(seed))
    strokes = ink.strokes(0)
    return np.array([[*stroke.min(axis=0), *stroke.max(axis=0)] for stroke in strokes])


@pytest.mark.parametrize("seed", range(8))
def test_every_kind_stands_where_it_belongs(seed: int) -> None:
    left, bottom, right, top = boxes("xHg.,-'=", seed).T
    x, capital, g, dot, comma, dash, quote, equals = range(8)
    assert top[x] - bottom[x] == pytest.approx(1.0, abs=0.35)
    assert top[capital] - bottom[capital] == pytest.approx(CAPITAL, abs=0.5)
    assert abs(bottom[x]) < 0.3
    assert abs(bottom[capital]) < 0.3
    assert bottom[g] < -0.3 < 0.5 < top[g]
    assert top[dot] < 0.4
    assert bottom[comma] < 0.0
    assert 0.2 < bottom[dash] < 0.9
    assert bottom[quote] > 0.7
    assert 0.1 < bottom[equals] < top[equals] < 1.2
    assert (left[1:] > right[:-1]).all()


@pytest.mark.parametrize("seed", range(8))
def test_spaces_are_wider_than_gaps_and_have_no_ink(seed: int) -> None:
    left, _, right, _ = boxes("xo xo", seed).T
    gaps = left[1:] - right[:-1]
    assert len(gaps) == 3
    assert gaps[1] > max(gaps[0], gaps[2]) + 0.3


def test_units_of_the_source_do_not_matter() -> None:
    sizes = [boxes("xH", seed)[:, 3].max() for seed in range(30)]
    assert max(sizes) / min(sizes) < 2.0


def test_lines_carry_their_texts_and_their_writer() -> None:
    texts = ["xo H", "1=1", "g"]
    ink = COMPOSER.compose(texts, np.random.default_rng(1))
    assert ink.labels == tuple(texts)
    assert set(ink.writers.tolist()) <= {3, 8}
    assert [len(ink.strokes(line)) for line in range(3)] == [3, 3, 1]


def test_a_character_that_its_writer_lacks_is_borrowed() -> None:
    whole = alphabet({3: 1.0, 8: 40.0})
    lacking = whole.subset(
        [i for i in range(whole.samples) if whole.labels[i] != "g" or whole.writers[i] == 3]
    )
    composer = Composer(lacking)
    assert "g" in composer.known
    for seed in range(5):
        assert composer.compose(["xgx"], np.random.default_rng(seed)).samples == 1
