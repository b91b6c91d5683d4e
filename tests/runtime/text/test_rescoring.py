from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from vistazo.runtime.text.alignment import align
from vistazo.runtime.text.reader import Emission
from vistazo.runtime.text.rescoring import Rescored, Rescorer, fits

READS = (" ", "a", "b", "m")
RECOGNISES = ("m", "b", "a", "z")
PITCH, SIDE = 20, 12
Recognise = Callable[[np.ndarray], np.ndarray]


def line(count: int) -> np.ndarray:
    """Squares of ink, one for each letter."""
    pixels = np.zeros((30, PITCH * count + 8), np.uint8)
    for place in range(count):
        left = 4 + place * PITCH
        pixels[10 : 10 + SIDE, left : left + SIDE] = 255
    return pixels


def emission(*letters: dict[str, float]) -> Emission:
    """One step in the middle of each letter, a blank between two."""
    rows, position = [], []
    for place, chances in enumerate(letters):
        row = np.zeros(1 + len(READS))
        for label, chance in chances.items():
            row[READS.index(label) + 1 if label else 0] = chance
        blank = np.eye(1 + len(READS))[0]
        rows += [row, blank]
        middle = 4 + place * PITCH + SIDE / 2
        position += [middle, middle + PITCH / 2]
    return Emission(np.array(rows), np.array(position, dtype=np.float32))


def says(**chances: float) -> Recognise:
    """A recogniser that says the same of every picture."""
    row = np.array([chances.get(label, 0.001) for label in RECOGNISES])
    return lambda pictures: np.tile(row / row.sum(), (len(pictures), 1)).astype(np.float32)


def read(heard: Emission, recognise: Recognise, letters: int) -> tuple[str, Rescored]:
    found = Rescorer(READS, RECOGNISES, recognise).read(line(letters), heard)
    assert found is not None
    return "".join(READS[column - 1] for column in found.text), found


def test_the_recogniser_decides_what_the_reader_leaves_open() -> None:
    heard = emission({"a": 0.51, "b": 0.49}, {"a": 1.0})
    assert read(heard, says(a=0.9), 2)[0] == "aa"
    assert read(heard, says(b=0.9), 2)[0] == "ba"


def test_a_sure_reader_is_believed() -> None:
    assert read(emission({"a": 0.999, "b": 0.001}), says(b=0.99), 1)[0] == "a"


def test_it_sees_one_picture_of_each_character() -> None:
    seen = []

    def recognise(pictures: np.ndarray) -> np.ndarray:
        seen.append(pictures)
        return says(a=0.9)(pictures)

    read(emission({"a": 0.9, "b": 0.1}, {"b": 0.8, "a": 0.2}), recognise, 2)
    (pictures,) = seen
    assert pictures.dtype == np.uint8
    assert len(pictures) == 2
    assert ((pictures > 127).any(axis=(1, 2))).all()


def test_a_letter_broken_in_two_is_put_together() -> None:
    # Two pieces of ink: one "m", or "a" and "b"; no step between them is surely blank.
    rows = np.array([[0.0, 0, 0.55, 0, 0.45], [0.9, 0, 0, 0, 0.1], [0.46, 0, 0, 0.54, 0]])
    heard = Emission(rows, np.array([10.0, 20.0, 30.0], dtype=np.float32))

    def recognise(pictures: np.ndarray) -> np.ndarray:
        wide = (pictures > 127).any(axis=1).sum(axis=1) > 1.5 * (pictures > 127).any(axis=2).sum(1)
        return np.where(wide[:, None], says(m=0.99)(pictures), says(z=0.99)(pictures))

    assert read(heard, says(a=0.9, b=0.9), 2)[0] == "ab"
    assert read(heard, recognise, 2)[0] == "m"


def test_spaces_are_left_alone() -> None:
    text, found = read(emission({"a": 1.0}, {" ": 1.0}, {"b": 1.0}), says(a=0.9), 3)
    assert text == "a b"
    assert np.isnan(found.evidence[1]).all()


def test_alternatives_keep_what_is_said_of_spaces_and_nothing() -> None:
    heard = emission({"a": 0.5, "b": 0.3, " ": 0.1, "": 0.1}, {"a": 1.0})
    _, found = read(heard, says(b=0.9), 2)
    before = align(heard.probability, found.text).alternatives
    after = found.weigh(before)
    assert after.sum(axis=1) == pytest.approx(1.0)
    assert after[:, :2] == pytest.approx(before[:, :2])
    assert after[0, 3] > before[0, 3]
    assert after[0, 2] < before[0, 2]


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_a_recogniser_that_is_all_too_sure(chance: float) -> None:
    heard = emission({"a": 0.6, "b": 0.4})
    row = np.array([[0.0, 1.0 - chance, chance, 0.0]], dtype=np.float32)
    _, found = read(heard, lambda pictures: row[: len(pictures)], 1)
    after = found.weigh(align(heard.probability, found.text).alternatives)
    assert np.isfinite(after).all()
    assert after.sum(axis=1) == pytest.approx(1.0)


def test_there_is_nothing_to_ask_about() -> None:
    rescorer = Rescorer(READS, RECOGNISES, says(a=0.9))
    assert rescorer.read(np.zeros((20, 60), np.uint8), emission({"a": 1.0})) is None
    assert rescorer.read(line(1), emission({"": 1.0})) is None


def test_a_recogniser_has_to_know_all_that_is_read() -> None:
    assert fits(READS, RECOGNISES)
    assert not fits(READS, ("a", "b"))
    with pytest.raises(ValueError, match="does not know"):
        Rescorer(READS, ("a", "b"), says(a=0.9))
