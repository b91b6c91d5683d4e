"""Parts of photos show what there is to show."""

from __future__ import annotations

import numpy as np
import pytest

from vistazo.errors import DataError
from vistazo.workshop.training.photo_split import divide, folds


def targets(photos: int = 200, seed: int = 0) -> np.ndarray:
    generator = np.random.default_rng(seed)
    shares = np.array([0.5, 0.2, 0.05, 0.03])
    return (generator.random((photos, 4)) < shares).astype(np.int8)


def test_parts_have_their_shares_of_photos_and_of_every_label() -> None:
    shown = targets()
    parts = divide(shown, [0.65, 0.15, 0.2], 1)
    sizes = np.bincount(parts, minlength=3)
    np.testing.assert_allclose(sizes / 200, [0.65, 0.15, 0.2], atol=0.02)
    for part, share in enumerate((0.65, 0.15, 0.2)):
        found = shown[parts == part].sum(axis=0)
        np.testing.assert_allclose(found, share * shown.sum(axis=0), atol=3)


def test_every_fold_of_a_cross_validation_judges_its_own_photos() -> None:
    shown = targets()
    parts = folds(shown, 5, 0)
    judged = np.concatenate([judged for _, judged in parts])
    assert sorted(judged.tolist()) == list(range(200))
    for learned, held_out in parts:
        assert not set(learned) & set(held_out)
    found = np.stack([shown[judged].sum(axis=0) for _, judged in parts])
    assert (found.max(axis=0) - found.min(axis=0)).tolist() <= [2, 2, 1, 1]


def test_the_seed_alone_decides() -> None:
    shown = targets()
    assert (divide(shown, [1, 1], 3) == divide(shown, [1, 1], 3)).all()
    assert (divide(shown, [1, 1], 3) != divide(shown, [1, 1], 4)).any()


def test_photos_without_labels_and_open_ones_are_dealt_out_too() -> None:
    parts = divide(np.full((10, 2), -1, np.int8), [0.5, 0.5], 0)
    assert np.bincount(parts).tolist() == [5, 5]


def test_more_parts_than_photos() -> None:
    with pytest.raises(DataError, match="3 parts need"):
        divide(np.zeros((2, 1), np.int8), [1, 1, 1], 0)
