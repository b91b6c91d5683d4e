from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vistazo.runtime.text.alignment import align
from vistazo.runtime.text.ctc import decode
from vistazo.runtime.text.sections import find_sections

BLANK = np.array([[1.0, 0.0, 0.0, 0.0]])


def emissions(seed: int, steps: int) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.full(4, 0.5), steps)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8), st.integers(1, 8))
def test_a_sure_blank_parts_two_sections(seed: int, left: int, right: int) -> None:
    parts = emissions(seed, left), emissions(seed + 1, right)
    line = np.concatenate((parts[0], BLANK, parts[1]))
    sections = find_sections(line)
    assert len(sections) == 2
    assert [section[0].text for section in sections] == [decode(part) for part in parts]
    assert all(step < left for step in sections[0][0].last)
    assert all(step > left for step in sections[1][0].first)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 10))
def test_every_candidate_is_placed_on_its_best_path(seed: int, steps: int) -> None:
    probability = np.concatenate((BLANK, BLANK, emissions(seed, steps), BLANK))
    (section,) = find_sections(probability)
    scores = [candidate.score for candidate in section]
    assert scores == sorted(scores, reverse=True)
    assert len({candidate.text for candidate in section}) == len(section)
    for candidate in section:
        assert len(candidate.first) == len(candidate.last) == len(candidate.text)
        if candidate.text:
            expected = align(probability, candidate.text)
            assert candidate.first.tolist() == expected.first.tolist()
            assert candidate.last.tolist() == expected.last.tolist()


def test_scores_are_logarithms_of_probabilities() -> None:
    probability = np.array([[0.2, 0.5, 0.3]])
    (section,) = find_sections(probability)
    score = {candidate.text: candidate.score for candidate in section}
    assert score[(1,)] - score[(2,)] == pytest.approx(np.log(0.5 / 0.3))
    assert score[(1,)] - score[()] == pytest.approx(np.log(0.5 / 0.2))


def test_nothing_but_blanks_has_no_sections() -> None:
    assert find_sections(np.repeat(BLANK, 30, axis=0)) == []
