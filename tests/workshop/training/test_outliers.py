"""Drawn outliers are varied, follow their generator, and are not blank."""

from __future__ import annotations

import numpy as np

from vistazo.workshop.training.outliers import SIDE, UNLIKE_DIGITS, draw_outliers, read_outliers


def test_they_follow_the_generator_and_show_something() -> None:
    digits = np.zeros((3, 28, 28), np.uint8)
    digits[:, 6:22, 12:16] = 255
    one, same, other = (draw_outliers(60, digits, np.random.default_rng(s)) for s in (1, 1, 2))
    assert one.shape == (60, SIDE, SIDE)
    assert one.dtype == np.uint8
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert (one.reshape(60, -1).std(axis=1) > 5).all()


def test_without_public_sets_there_are_none() -> None:
    assert read_outliers((), np.random.default_rng(0)).shape == (0, SIDE, SIDE)


def test_no_character_of_the_list_passes_for_a_digit() -> None:
    assert not set(UNLIKE_DIGITS) & set("0123456789OoDQIlizZsSbqgBGTyY|!/\\()[]")
