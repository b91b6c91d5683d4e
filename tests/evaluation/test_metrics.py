from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from vistazo.evaluation.metrics import (
    auroc,
    class_scores,
    confusion_matrix,
    lowest_threshold,
    negative_log_likelihood,
    risk_coverage,
    top_k_accuracy,
    wilson_interval,
)

# Few values, so that ties are common.
GRADES = st.integers(0, 5).map(lambda grade: grade / 5)
SCORES = st.lists(GRADES, min_size=1, max_size=30).map(np.array)
ANSWERS = st.lists(st.tuples(GRADES, st.booleans()), min_size=1, max_size=30)


class TestWilsonInterval:
    @pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
    @pytest.mark.parametrize(
        ("hits", "trials"), [(50, 100), (0, 10), (10, 10), (1, 3), (9965, 10_000)]
    )
    def test_against_scipy(self, hits, trials, level):
        expected = binomtest(hits, trials).proportion_ci(level, method="wilson")
        assert wilson_interval(hits, trials, level) == pytest.approx(tuple(expected), abs=1e-9)

    @given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_bounds_solve_the_score_equation(self, case):
        hits, trials = case
        share = hits / trials
        for bound in wilson_interval(hits, trials):
            assert 0 <= bound <= 1
            if bound != share:
                z = abs(share - bound) / (bound * (1 - bound) / trials) ** 0.5
                assert z == pytest.approx(1.959964, abs=1e-4)

    def test_a_higher_level_is_wider(self):
        low, high = wilson_interval(7, 10, level=0.99)
        narrow_low, narrow_high = wilson_interval(7, 10)
        assert low < narrow_low < 0.7 < narrow_high < high

    @pytest.mark.parametrize("case", [(1, 0), (3, 2), (-1, 2)])
    def test_impossible_counts(self, case):
        with pytest.raises(ValueError, match="expected 0 <= hits <= trials"):
            wilson_interval(*case)


class TestConfusionAndClassScores:
    TRUTH = np.array([0, 0, 0, 1, 1, 2])
    ANSWER = np.array([0, 0, 1, 1, 0, 1])

    def test_rows_are_the_truth(self):
        confusion = confusion_matrix(self.TRUTH, self.ANSWER, 4)
        assert confusion.tolist() == [[2, 1, 0, 0], [1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]

    def test_scores_by_hand(self):
        scores = class_scores(confusion_matrix(self.TRUTH, self.ANSWER, 4))
        assert scores.precision == pytest.approx([2 / 3, 1 / 3, 0, 0])
        assert scores.recall == pytest.approx([2 / 3, 1 / 2, 0, 0])
        assert scores.f1 == pytest.approx([2 / 3, 2 / 5, 0, 0])
        assert scores.samples.tolist() == [3, 2, 1, 0]
        assert scores.weighted_f1 == pytest.approx((3 * 2 / 3 + 2 * 2 / 5) / 6)
        # The fourth class occurs nowhere and does not count.
        assert scores.macro_f1 == pytest.approx((2 / 3 + 2 / 5 + 0) / 3)

    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1))
    def test_counts_add_up(self, pairs):
        truth, answer = np.array(pairs).T
        confusion = confusion_matrix(truth, answer, 5)
        assert confusion.sum() == len(pairs)
        assert np.trace(confusion) == (truth == answer).sum()
        scores = class_scores(confusion)
        share = (truth == answer).mean()
        assert scores.recall @ scores.samples / len(pairs) == pytest.approx(share)

    @pytest.mark.parametrize("value", [-1, 3])
    def test_classes_out_of_range(self, value):
        with pytest.raises(ValueError, match=r"0\.\.2"):
            confusion_matrix(np.array([0, value]), np.array([0, 1]), 3)

    def test_shapes_that_differ(self):
        with pytest.raises(ValueError, match="two arrays"):
            confusion_matrix(np.array([0, 1]), np.array([0]), 3)

    def test_nothing_to_score(self):
        with pytest.raises(ValueError, match="empty"):
            class_scores(np.zeros((2, 2), np.int64))


class TestNegativeLogLikelihood:
    def test_by_hand(self):
        probabilities = np.array([[0.5, 0.5], [0.9, 0.1]], np.float32)
        expected = -(np.log(0.5) + np.log(0.1)) / 2
        found = negative_log_likelihood(probabilities, np.array([0, 1]))
        assert found == pytest.approx(expected, rel=1e-6)

    def test_a_probability_of_zero_stays_finite(self):
        found = negative_log_likelihood(np.array([[1.0, 0.0]], np.float32), np.array([1]))
        assert found == pytest.approx(-np.log(1e-12))


class TestTopK:
    PROBABILITIES = np.array([[0.1, 0.2, 0.7], [0.4, 0.4, 0.2], [0.3, 0.4, 0.3]])

    @pytest.mark.parametrize(
        ("truth", "k", "share"),
        [
            ([2, 0, 1], 1, 1.0),
            ([1, 1, 0], 1, 0.0),
            ([1, 1, 0], 2, 1.0),
            ([0, 2, 2], 2, 0.0),
            ([0, 2, 2], 3, 1.0),
        ],
    )
    def test_by_hand_with_the_earlier_class_first_among_equals(self, truth, k, share):
        assert top_k_accuracy(self.PROBABILITIES, np.array(truth), k) == share

    @given(st.lists(st.lists(GRADES, min_size=4, max_size=4), min_size=1, max_size=20), st.data())
    def test_top_1_is_the_accuracy_of_argmax(self, rows, data):
        scores = np.array(rows)
        truth = np.array(
            data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
        )
        shares = [top_k_accuracy(scores, truth, k) for k in (1, 2, 3, 4)]
        assert shares[0] == (scores.argmax(axis=1) == truth).mean()
        assert shares == sorted(shares)
        assert shares[-1] == 1

    def test_k_of_zero(self):
        with pytest.raises(ValueError, match="k must be at least 1"):
            top_k_accuracy(self.PROBABILITIES, np.array([0, 0, 0]), 0)


class TestRiskCoverage:
    def test_by_hand(self):
        confidence = np.array([0.6, 0.9, 0.8, 0.7])
        curve = risk_coverage(confidence, np.array([False, True, False, True]))
        assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
        assert curve.risk == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4])
        assert curve.area == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)

    def test_equals_share_their_errors(self):
        curve = risk_coverage(np.array([0.9, 0.5, 0.5]), np.array([True, False, True]))
        assert curve.risk == pytest.approx([0, 0.25, 1 / 3])

    @given(ANSWERS, st.randoms())
    def test_order_does_not_matter(self, answers, random):
        shuffled = answers.copy()
        random.shuffle(shuffled)
        areas = [
            risk_coverage(np.array([c for c, _ in part]), np.array([r for _, r in part])).area
            for part in (answers, shuffled)
        ]
        assert areas[0] == pytest.approx(areas[1])

    @given(ANSWERS)
    def test_the_last_risk_is_the_error_rate(self, answers):
        confidence, right = (np.array(column) for column in zip(*answers, strict=True))
        curve = risk_coverage(confidence, right)
        assert curve.risk[-1] == pytest.approx(1 - right.mean())
        assert curve.risk_at(1.0) == curve.risk[-1]

    @given(ANSWERS)
    def test_ties_give_the_mean_over_random_orders(self, answers):
        confidence, right = (np.array(column) for column in zip(*answers, strict=True))
        generator = np.random.default_rng(0)
        areas = []
        for _ in range(300):
            order = np.lexsort((generator.random(len(right)), -confidence))
            wrong = ~right[order]
            areas.append((np.cumsum(wrong) / np.arange(1, len(wrong) + 1)).mean())
        spread = np.std(areas) / 300**0.5
        assert abs(risk_coverage(confidence, right).area - np.mean(areas)) <= 6 * spread + 1e-9

    def test_risk_at_a_coverage_between_samples_answers_more_rather_than_less(self):
        curve = risk_coverage(np.array([0.9, 0.8, 0.7]), np.array([True, False, False]))
        assert curve.risk_at(1 / 3) == 0
        assert curve.risk_at(0.34) == 0.5
        assert curve.risk_at(1e-9) == 0

    def test_nothing_to_judge(self):
        with pytest.raises(ValueError, match="N > 0"):
            risk_coverage(np.array([]), np.array([], bool))


class TestAuroc:
    @given(SCORES, SCORES)
    def test_against_counting_pairs(self, positive, negative):
        wins = Fraction(0)
        for high in positive:
            for low in negative:
                wins += Fraction(int(high > low) * 2 + int(high == low), 2)
        expected = wins / (len(positive) * len(negative))
        assert auroc(positive, negative) == pytest.approx(float(expected))
        assert auroc(positive, negative) + auroc(negative, positive) == pytest.approx(1)

    @given(SCORES, SCORES)
    def test_only_the_order_counts(self, positive, negative):
        assert auroc(np.exp(positive), np.exp(negative)) == auroc(positive, negative)

    def test_separate_scores(self):
        assert auroc(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 1
        assert auroc(np.zeros(3), np.zeros(4)) == 0.5

    @pytest.mark.parametrize("bad", [np.array([]), np.array([0.5, np.nan])])
    def test_no_scores_and_nan_are_refused(self, bad):
        for pair in ((bad, np.ones(2)), (np.ones(2), bad)):
            with pytest.raises(ValueError, match="scores"):
                auroc(*pair)


class TestLowestThreshold:
    @given(SCORES, st.integers(1, 100))
    def test_it_is_the_lowest_that_holds_enough(self, values, percent):
        threshold = lowest_threshold(values, percent / 100)
        assert (values <= threshold).sum() * 100 >= percent * len(values)
        lower = values[values < threshold]
        assert len(lower) * 100 < percent * len(values)

    def test_rounding_of_the_share_asks_for_no_extra_value(self):
        assert lowest_threshold(np.arange(1.0, 101.0), 0.07) == 7

    @pytest.mark.parametrize("share", [0.0, 1.1, -0.5])
    def test_shares_out_of_range(self, share):
        with pytest.raises(ValueError, match=r"share in \(0, 1\]"):
            lowest_threshold(np.ones(3), share)
