"""Pictures that are no photos: of every kind, and never the same."""

from __future__ import annotations

import numpy as np

from vistazo.workshop.training.photo_outliers import draw_unlike_photos


def test_they_are_pictures_of_many_sizes() -> None:
    pictures = draw_unlike_photos(24, np.random.default_rng(0))
    assert len(pictures) == 24
    assert len({picture.shape for picture in pictures}) > 20
    for picture in pictures:
        assert picture.dtype == np.uint8
        assert picture.shape[2] == 3
        assert 96 <= min(picture.shape[:2]) <= max(picture.shape[:2]) <= 512


def test_the_generator_alone_decides() -> None:
    first, again, other = (draw_unlike_photos(6, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(first, other, strict=True))
