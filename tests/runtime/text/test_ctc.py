"""Decoding and aligning, against the definition: every sequence of steps, one by one."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vistazo.runtime.text.alignment import align
from vistazo.runtime.text.ctc import decode

Text = tuple[int, ...]


def merged(path: tuple[int, ...]) -> Text:
    """What a sequence of steps says: repetitions merged, then blanks dropped."""
    return tuple(label for label, _ in itertools.groupby(path) if label)


def all_texts(probability: np.ndarray) -> dict[Text, float]:
    steps, columns = probability.shape
    found: dict[Text, float] = {}
    for path in itertools.product(range(columns), repeat=steps):
        text = merged(path)
        chance = float(np.prod(probability[np.arange(steps), path]))
        found[text] = found.get(text, 0.0) + chance
    return found


def emissions(seed: int, steps: int, columns: int) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.full(columns, 0.5), steps)


class TestDecode:
    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 10_000), st.integers(1, 6), st.integers(2, 4))
    def test_a_wide_beam_finds_the_most_probable_text(
        self, seed: int, steps: int, columns: int
    ) -> None:
        probability = emissions(seed, steps, columns)
        texts = all_texts(probability)
        assert texts[decode(probability, beam=1000)] == pytest.approx(max(texts.values()))

    def test_paths_of_one_text_add_up(self) -> None:
        # The best single path says nothing; more paths together say "1".
        probability = np.array([[0.6, 0.4], [0.6, 0.4]])
        assert decode(probability) == (1,)

    def test_a_blank_parts_equal_neighbours(self) -> None:
        sharp = np.eye(3)[[1, 1, 0, 1, 2, 2]] * 0.98 + 0.01 / 1.5
        assert decode(sharp) == (1, 1, 2)

    def test_nothing_but_blanks_is_no_text(self) -> None:
        assert decode(np.eye(5)[[0] * 40]) == ()

    def test_long_lines_neither_underflow_nor_stall(self) -> None:
        rng = np.random.default_rng(0)
        spelt = rng.integers(1, 96, 300)
        steps = np.repeat(np.stack((spelt, np.zeros(300, np.int64)), 1).ravel(), 3)
        probability = np.eye(96)[steps] * 0.7 + 0.3 / 96
        started = time.perf_counter()
        assert decode(probability) == tuple(spelt)
        assert time.perf_counter() - started < 20.0  # 1,800 steps in which nothing is certain


class TestAlign:
    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 10_000), st.lists(st.integers(1, 3), min_size=1, max_size=3))
    def test_alternatives_are_those_of_the_definition(self, seed: int, text: list[int]) -> None:
        probability = emissions(seed, 6, 4)
        texts = all_texts(probability)
        found = align(probability, tuple(text)).alternatives
        for place in range(len(text)):
            changed = [
                tuple(text[:place] + ([label] if label else []) + text[place + 1 :])
                for label in range(4)
            ]
            expected = np.array([texts.get(other, 0.0) for other in changed])
            assert found[place] == pytest.approx(expected / expected.sum(), abs=1e-6)

    def test_stretches_lie_where_it_was_said(self) -> None:
        steps = [0, 0, 2, 2, 0, 2, 1, 1, 1, 0]
        found = align(np.eye(3)[steps] * 0.9 + 0.1 / 3, (2, 2, 1))
        assert found.first.tolist() == [2, 5, 6]
        assert found.last.tolist() == [3, 5, 8]

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 10_000), st.integers(1, 40))
    def test_stretches_follow_each_other(self, seed: int, steps: int) -> None:
        probability = emissions(seed, steps, 5)
        text = decode(probability)
        if not text:
            return
        found = align(probability, text)
        assert (found.first <= found.last).all()
        assert (found.first[1:] > found.last[:-1]).all()
        assert found.alternatives.sum(axis=1) == pytest.approx(np.ones(len(text)))

    def test_a_text_with_more_labels_than_steps(self) -> None:
        with pytest.raises(ValueError, match="2 steps cannot say 3 labels"):
            align(emissions(0, 2, 4), (1, 2, 3))

    def test_steps_that_rule_a_label_out_are_survived(self) -> None:
        found = align(np.eye(3)[[0, 1, 0]], (1,))
        assert found.alternatives[0, 1] == pytest.approx(1.0)
        # Not what was said at all, but it can be aligned.
        assert align(np.eye(3)[[0, 1, 0]], (2,)).alternatives[0, 1] == pytest.approx(1.0)
