"""Characters cut out of words: which strokes are whose, and where each stands on its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vistazo.workshop.data.letters import cut_letters, take_evenly
from vistazo.workshop.data.strokes import TextStrokes
from vistazo.workshop.data.unipen import load_unipen_text

Stroke = list[tuple[float, float]]


def bar(x: float, low: float, high: float, slant: float = 0.0) -> Stroke:
    return [(x + slant * low, low), (x + slant * high, high)]


def words(*written: tuple[str, list[Stroke]], lines: int = 1) -> TextStrokes:
    """Texts of one writer and file, each label with its strokes."""
    strokes = [stroke for _, parts in written for stroke in parts]
    return TextStrokes(
        name="bars",
        points=np.array([point for stroke in strokes for point in stroke], np.float32),
        stroke_offsets=np.cumsum([0, *map(len, strokes)]),
        sample_offsets=np.cumsum([0, *(len(parts) for _, parts in written)]),
        labels=tuple(label for label, _ in written),
        writers=np.full(len(written), 7),
        files=np.full(len(written), 3),
        providers=("here",) * len(written),
        style=("PRINTED",) * len(written),
        separation=np.ones(len(written), np.float32),
        est_lines=np.full(len(written), lines),
    )


LI_L = [bar(0, 100, 220), bar(100, 100, 178), bar(200, 100, 220), [(100.0, 200.0)]]
"""An l, an i whose dot was written last, and an l, standing at 100, of a hand of unit 100."""


def test_pieces_become_characters_with_all_their_strokes() -> None:
    letters, _ = cut_letters(words(("l il", LI_L)))
    assert letters.labels == ("l", "i", "l")
    assert [len(letters.strokes(index)) for index in range(3)] == [1, 2, 1]
    np.testing.assert_array_equal(letters.strokes(1)[1], [(100.0, 200.0)])
    assert letters.writers.tolist() == [7, 7, 7]
    assert letters.providers == ("here",) * 3


def test_their_line_and_the_size_of_their_writer_are_found() -> None:
    _, place = cut_letters(words(("lil", LI_L)))
    np.testing.assert_allclose(place.unit, 100.0, rtol=0.05)
    np.testing.assert_allclose(place.baseline, 100.0, atol=3.0)


def test_slanted_characters_stand_apart_along_their_slant() -> None:
    slanted = [bar(30.0 * number, 100, 220, slant=0.6) for number in range(3)]
    letters, _ = cut_letters(words(("lll", slanted)))
    assert letters.samples == 3


@pytest.mark.parametrize("label", ["ll", "lilil"])
def test_lines_of_fewer_or_more_characters_are_left_out(label: str) -> None:
    letters, _ = cut_letters(words(("lil", LI_L), (label, LI_L)))
    assert letters.labels == ("l", "i", "l")


def test_texts_of_several_lines_are_left_out() -> None:
    assert cut_letters(words(("lil", LI_L), lines=2))[0].samples == 0


def test_a_line_with_a_character_of_no_usual_size_is_left_out_whole() -> None:
    broken = [bar(0, 100, 220), bar(100, 100, 220), bar(200, 100, 130)]
    plain = [bar(100.0 * number, 100, 220) for number in range(3)]
    letters, _ = cut_letters(words(("lll", plain), ("lll", plain), ("lll", broken)))
    assert letters.samples == 6


@pytest.mark.filterwarnings("error")
def test_a_line_whose_size_nobody_knows_is_left_out() -> None:
    dashes = [[(100.0 * number, 0), (100.0 * number + 50, 0)] for number in range(3)]
    letters, _ = cut_letters(words(("---", dashes)))
    assert letters.samples == 0


def test_words_of_unipen_give_many_characters_of_many_writers(mirror: Path) -> None:
    whole = load_unipen_text("test")
    letters, place = cut_letters(whole)
    assert letters.samples > 8_000
    assert set(letters.writers.tolist()) <= set(whole.writers.tolist())
    assert not np.isnan(place.unit).any()
    assert np.isnan(place.baseline).mean() < 0.02
    assert len(set(letters.labels)) > 70
    starts = letters.point_offsets[:-1]
    low = np.minimum.reduceat(letters.points[:, 1], starts)
    depth = (place.baseline - low) / place.unit
    labels = np.array(letters.labels)
    assert abs(np.nanmedian(depth[labels == "e"])) < 0.1
    assert np.nanmedian(depth[labels == "g"]) > 0.3


def test_labels_are_taken_evenly_and_others_for_another_seed() -> None:
    targets = np.repeat([0, 1, 2], [500, 20, 3])
    rows = take_evenly(targets, 20, 0)
    assert np.bincount(targets[rows]).tolist() == [20, 20, 3]
    assert (np.diff(rows) > 0).all()
    assert rows.tolist() == take_evenly(targets, 20, 0).tolist()
    assert rows.tolist() != take_evenly(targets, 20, 1).tolist()
