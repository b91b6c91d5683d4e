import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vistazo.evaluation.novelty import fit_threshold, separate

NOVELTY = st.lists(st.integers(0, 9).map(lambda grade: grade / 9), min_size=1).map(np.array)


def test_by_hand():
    real, junk = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.25, 0.35, 0.5, 0.9])
    found = separate(real, junk, accepted=0.75)
    assert found.threshold == 0.3
    assert found.accepted == 0.75
    assert found.passed == 0.25
    assert found.auroc == (2 + 3 + 4 + 4) / 16


@given(NOVELTY, st.sampled_from([0.5, 0.9, 0.95, 0.99, 1.0]))
def test_the_threshold_accepts_what_was_asked_for(real, accepted):
    threshold = fit_threshold(real, accepted)
    assert threshold in real
    assert (real <= threshold).mean() >= accepted - 1e-9


def test_the_threshold_survives_float32():
    # The verdict compares float32 novelties with a float64 threshold.
    real = np.random.default_rng(0).random(1000).astype(np.float32)
    assert (real <= fit_threshold(real)).sum() == 990


@given(NOVELTY, NOVELTY, st.sampled_from([0.5, 0.9, 1.0]))
def test_what_passes_is_the_junk_that_is_no_more_novel_than_what_is_accepted(real, junk, accepted):
    enough = [value for value in real if (real <= value).mean() >= accepted - 1e-9]
    assert separate(real, junk, accepted).passed == (junk <= min(enough)).mean()


def test_no_junk_or_no_real_samples():
    with pytest.raises(ValueError, match="expected"):
        separate(np.array([]), np.ones(2))
    with pytest.raises(ValueError, match="expected"):
        separate(np.ones(2), np.array([]))
