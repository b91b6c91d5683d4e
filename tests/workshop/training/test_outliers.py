"""Drawn outliers are varied, follow their generator, and are not blank."""

from __future__ import annotations

import numpy as np

from vistazo.workshop.training.figures import RULES, draw_figure
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


def test_drawings_of_things_are_of_every_rule() -> None:
    generator = np.random.default_rng(4)
    for rule in RULES:
        lines = rule(generator)
        assert all(line.ndim == 2 and line.shape[1] == 2 and len(line) > 1 for line in lines)
        assert np.ptp(np.concatenate(lines), axis=0).min() > 0.3
    figures = np.stack([draw_figure(SIDE, generator) for _ in range(40)])
    assert figures.shape == (40, SIDE, SIDE)
    # The whole drawing lies on the picture, and most of the picture stays empty.
    assert not figures[:, [0, -1]].any()
    assert (figures > 128).mean(axis=(1, 2)).max() < 0.8
    digits = np.zeros((1, 28, 28), np.uint8)
    with_them, without = (
        draw_outliers(30, digits, np.random.default_rng(3), figures=figures)
        for figures in (True, False)
    )
    assert not np.array_equal(with_them, without)
