import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vistazo.evaluation.calibration import expected_calibration_error
from vistazo.evaluation.multilabel import (
    THRESHOLDS,
    best_thresholds,
    certainty,
    chance_calibration_errors,
    given_labels,
    label_calibration_errors,
    label_scores,
)

PROBABILITIES = np.array([[0.9, 0.2], [0.6, 0.7], [0.3, 0.8], [0.5, 0.1]])
TARGETS = np.array([[1, 0], [0, 1], [1, -1], [0, 0]], np.int8)
HALF = np.array([0.5, 0.5])


class TestLabelScores:
    def test_by_hand(self):
        found = label_scores(PROBABILITIES, TARGETS, HALF)
        # First label: given to 0, 1 and 3, of which 0 is right, and 2 is missed.
        assert found.precision == pytest.approx([1 / 3, 1.0])
        assert found.recall == pytest.approx([0.5, 1.0])
        assert found.f1 == pytest.approx([0.4, 1.0])
        assert found.shown.tolist() == [2, 1]
        assert found.judged.tolist() == [4, 3]
        # Together: 2 right of 4 given, 2 of 3 found.
        assert found.micro_f1 == pytest.approx(2 * 2 / (4 + 3))
        assert found.macro_f1 == pytest.approx(0.7)
        assert found.exact.tolist() == [True, False, False, False]

    def test_a_probability_at_the_threshold_is_given(self):
        assert given_labels(PROBABILITIES, HALF)[3].tolist() == [True, False]
        single = np.array([[0.3]], np.float32)
        assert not given_labels(single, np.array([0.30000002]))[0, 0]
        assert given_labels(single, np.array([float(single[0, 0])]))[0, 0]

    def test_what_is_left_open_is_neither_right_nor_wrong(self):
        opened = np.where(TARGETS == 1, -1, TARGETS)
        found = label_scores(PROBABILITIES, opened, HALF)
        assert found.recall.tolist() == [0.0, 0.0]
        assert found.judged.tolist() == [2, 2]
        assert label_scores(PROBABILITIES, TARGETS, np.array([0.5, 0.9])).exact[0]

    def test_a_label_that_does_not_occur_is_not_in_the_macro_mean(self):
        targets = TARGETS * np.array([1, 0], np.int8)
        assert label_scores(PROBABILITIES, targets, np.array([0.5, 0.9])).macro_f1 == (
            pytest.approx(0.4)
        )

    @pytest.mark.parametrize("bad", [np.zeros((3, 2)), np.full((4, 2), 1.1)])
    def test_what_is_no_probability(self, bad):
        with pytest.raises(ValueError, match=r"expected two arrays|must lie in 0\.\.1"):
            label_scores(bad, TARGETS, HALF)


def f1_at(values, shown, threshold):
    given_, hits = (values >= threshold).sum(), (shown & (values >= threshold)).sum()
    return 2 * hits / max(given_ + shown.sum(), 1)


class TestBestThresholds:
    def test_with_many_positives_no_other_has_a_better_f1(self):
        generator = np.random.default_rng(0)
        values = generator.random((3000, 1)) ** 2
        targets = (generator.random(values.shape) < values).astype(np.int8)
        (found,) = best_thresholds(values, targets)
        shown = targets[:, 0] == 1
        tried = [f1_at(values[:, 0], shown, t) for t in np.linspace(*THRESHOLDS, 801)]
        assert f1_at(values[:, 0], shown, found) >= max(tried) - 0.005

    def test_calibrated_probabilities_ask_for_half_of_the_best_f1(self):
        """Known of the F1 (Lipton et al., 2014), and not of the few targets that came out."""
        values = np.random.default_rng(1).random((4000, 1)) ** 3
        (found,) = best_thresholds(values, np.full(values.shape, 0, np.int8))
        order = np.sort(values[:, 0])[::-1]
        promised = 2 * order.cumsum() / (np.arange(1, 4001) + order.sum())
        assert found == pytest.approx(promised.max() / 2, abs=0.01)

    def test_separated_labels_are_parted_in_the_gap(self):
        values = np.concatenate((np.full((30, 1), 0.05), np.full((30, 1), 0.95)))
        targets = (values > 0.5).astype(np.int8)
        assert 0.05 < best_thresholds(values, targets)[0] < 0.95

    @given(
        arrays(np.float64, (12, 3), elements=st.floats(0, 1)),
        arrays(np.int8, (12, 3), elements=st.integers(-1, 1)),
    )
    def test_they_lie_within_the_bounds(self, values, targets):
        found = best_thresholds(values, targets, bounds=(0.2, 0.7))
        assert ((found >= 0.2) & (found <= 0.7)).all()

    def test_one_positive_by_chance_does_not_decide(self):
        values = np.full((200, 1), 0.02)
        values[:40] = np.linspace(0.05, 0.5, 40)[:, None]
        targets = np.zeros(values.shape, np.int8)
        expected = best_thresholds(values, targets)
        targets[3] = 1
        assert best_thresholds(values, targets) == pytest.approx(expected, abs=0.1)

    def test_nothing_known(self):
        assert best_thresholds(PROBABILITIES, np.full((4, 2), -1)).tolist() == [0.5, 0.5]


class TestCertainty:
    def test_by_hand(self):
        assert certainty(PROBABILITIES, HALF) == pytest.approx(
            [0.9 * 0.8, 0.6 * 0.7, 0.7 * 0.8, 0.5 * 0.9]
        )

    def test_it_is_how_often_all_labels_are_right(self):
        generator = np.random.default_rng(0)
        values = generator.random((50_000, 3))
        targets = (generator.random(values.shape) < values).astype(np.int8)
        thresholds = np.array([0.3, 0.5, 0.6])
        right = label_scores(values, targets, thresholds).exact
        found = certainty(values, thresholds)
        for low, high in ((0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 1.0)):
            inside = (found >= low) & (found < high)
            assert right[inside].mean() == pytest.approx(found[inside].mean(), abs=0.015)


class TestCalibration:
    def test_each_label_by_itself_and_only_what_is_known(self):
        generator = np.random.default_rng(0)
        values = generator.random((300, 2))
        targets = generator.integers(-1, 2, values.shape).astype(np.int8)
        found = label_calibration_errors(values, targets)
        for label in range(2):
            known = targets[:, label] >= 0
            assert found[label] == pytest.approx(
                expected_calibration_error(values[known, label], targets[known, label] == 1)
            )

    def test_nothing_known_of_a_label(self):
        targets = TARGETS.copy()
        targets[:, 1] = -1
        found = label_calibration_errors(PROBABILITIES, targets)
        assert np.isfinite(found[0])
        assert np.isnan(found[1])

    def test_chance_alone_makes_for_the_error_that_is_foretold(self):
        generator = np.random.default_rng(0)
        values = generator.random((128, 4)) * np.array([1.0, 0.5, 0.2, 0.05])
        known = np.zeros(values.shape, np.int8)
        foretold = chance_calibration_errors(values, known, draws=200)
        drawn = [
            label_calibration_errors(
                values, (generator.random(values.shape) < values).astype(np.int8)
            )
            for _ in range(200)
        ]
        assert np.mean(drawn, axis=0) == pytest.approx(foretold, rel=0.1)
        more = chance_calibration_errors(np.tile(values, (20, 1)), np.tile(known, (20, 1)))
        assert (more < foretold / 3).all()
