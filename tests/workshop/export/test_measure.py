"""A report is about the file itself, on whatever pictures there are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.runtime import Recognizer
from vistazo.workshop.data.dataset import Dataset
from vistazo.workshop.export.measure import measure


def levels(count: int) -> list[np.ndarray]:
    """Flat pictures; the tiny model's label of brightness k / 9 is k."""
    return [
        np.full((4 + index, 5), round(255 * (index % 10) / 9), np.uint8) for index in range(count)
    ]


def test_pictures_of_many_sizes_are_judged_one_by_one(tiny_path: Path) -> None:
    labels = tuple(str(index % 10) for index in range(20))
    wrong = (*labels[:-1], "0")
    data = Dataset("levels", tuple(levels(20)), wrong, tuple("0123456789"))
    report = measure(Recognizer.load(tiny_path), data)
    assert report.accuracy == pytest.approx(19 / 20)
    assert report.fingerprint == data.fingerprint
    assert report.samples == 20


def test_an_array_of_equal_sizes_gives_the_same(tiny_path: Path) -> None:
    images = np.stack([np.full((6, 6), round(255 * k / 9), np.uint8) for k in range(10)])
    data = Dataset("levels", images, tuple("0123456789"), tuple("0123456789"))
    assert measure(Recognizer.load(tiny_path), data).accuracy == 1.0


def test_unknown_labels_are_named(tiny_path: Path) -> None:
    data = Dataset("x", np.zeros((1, 3, 3), np.uint8), ("A",), ("A",))
    with pytest.raises(DataError, match="does not know: A"):
        measure(Recognizer.load(tiny_path), data)
