import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vistazo.evaluation.ranking import (
    average_precision,
    average_precisions,
    bootstrap_interval,
    mean_average_precision,
    paired_bootstrap,
)

KINDS = ("area", "11-point")
SAMPLES = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from([1, 0, -1])), min_size=1, max_size=30
)


def split(samples):
    scores, targets = zip(*samples, strict=True)
    return np.array(scores, np.float64), np.array(targets, np.int8)


def by_hand(scores, targets, kind):
    """The definition in words: for each recall, the best precision of any cut that reaches it."""
    pairs = [(s, t) for s, t in zip(scores.tolist(), targets.tolist(), strict=True) if t >= 0]
    positives = sum(t for _, t in pairs)
    if not positives:
        return float("nan")
    cuts = []
    for threshold in sorted({s for s, _ in pairs}):
        answers = [t for s, t in pairs if s >= threshold]
        cuts.append((sum(answers), sum(answers) / len(answers)))
    if kind == "area":
        steps = range(1, positives + 1)
        return sum(max(p for hits, p in cuts if hits >= step) for step in steps) / positives
    best = [
        max((p for hits, p in cuts if hits * 10 >= tenth * positives), default=0.0)
        for tenth in range(11)
    ]
    return sum(best) / 11


class TestAveragePrecision:
    def test_by_hand(self):
        # Ranked: hit, miss, hit, miss. Precision at the hits: 1 and 2/3.
        scores, targets = np.array([4.0, 3.0, 2.0, 1.0]), np.array([1, 0, 1, 0])
        assert average_precision(scores, targets) == pytest.approx((1 + 2 / 3) / 2)
        # Recalls 0 to 0.5 are reached with precision 1, the other five with 2/3.
        assert average_precision(scores, targets, "11-point") == pytest.approx((6 + 5 * 2 / 3) / 11)

    def test_precision_is_the_best_at_this_recall_or_more(self):
        # Miss, hit, hit: 1/2 at the first hit, but 2/3 at the second.
        scores, targets = np.array([3.0, 2.0, 1.0]), np.array([0, 1, 1])
        assert average_precision(scores, targets) == pytest.approx(2 / 3)
        assert average_precision(scores, targets, "11-point") == pytest.approx(2 / 3)

    def test_a_recall_of_three_tenths_reaches_the_point_at_three_tenths(self):
        targets = np.array([1] * 3 + [0] * 97 + [1] * 7)
        scores = -np.arange(107.0)
        # 0, 0.1, 0.2 and 0.3 with precision 1; the others with 10/107 at most.
        assert average_precision(scores, targets, "11-point") == pytest.approx(
            (4 + 7 * 10 / 107) / 11
        )

    def test_perfect_and_worst(self):
        targets = np.array([1, 1, 0, 0, 0])
        for kind in KINDS:
            assert average_precision(-np.arange(5.0), targets, kind) == pytest.approx(1.0)
            assert average_precision(np.arange(5.0), targets, kind) < 0.5
            # All equal: nothing is ranked, so it is the share of positives.
            assert average_precision(np.zeros(5), targets, kind) == pytest.approx(0.4)

    @given(SAMPLES, st.sampled_from(KINDS))
    def test_it_is_its_definition(self, samples, kind):
        scores, targets = split(samples)
        found = average_precision(scores, targets, kind)
        assert found == pytest.approx(by_hand(scores, targets, kind), nan_ok=True)

    @given(SAMPLES, st.randoms(), st.sampled_from(KINDS))
    def test_order_does_not_matter(self, samples, random, kind):
        shuffled = samples.copy()
        random.shuffle(shuffled)
        first, second = (average_precision(*split(part), kind) for part in (samples, shuffled))
        assert first == pytest.approx(second, nan_ok=True)

    @given(SAMPLES, st.sampled_from(KINDS))
    def test_only_the_order_of_scores_matters(self, samples, kind):
        scores, targets = split(samples)
        moved = 1e3 * np.exp(scores / 3) - 7
        assert average_precision(moved, targets, kind) == pytest.approx(
            average_precision(scores, targets, kind), nan_ok=True
        )

    @given(SAMPLES, SAMPLES, st.sampled_from(KINDS))
    def test_what_is_left_open_changes_nothing(self, samples, more, kind):
        left_open = [(score, -1) for score, _ in more]
        first, second = (
            average_precision(*split(part), kind) for part in (samples, left_open + samples)
        )
        assert first == pytest.approx(second, nan_ok=True)

    def test_labels_are_ranked_by_themselves(self):
        generator = np.random.default_rng(0)
        scores = generator.normal(size=(40, 5))
        targets = generator.integers(-1, 2, (40, 5)).astype(np.int8)
        targets[:, 3] = 0
        found = average_precisions(scores, targets)
        for label in range(5):
            assert found[label] == pytest.approx(
                by_hand(scores[:, label], targets[:, label], "area"), nan_ok=True
            )
        assert np.isnan(found[3])
        assert mean_average_precision(scores, targets) == pytest.approx(found[[0, 1, 2, 4]].mean())

    @pytest.mark.parametrize(
        ("scores", "targets", "message"),
        [
            (np.zeros((2, 1)), np.zeros((1, 1), int), "expected two arrays"),
            (np.zeros((0, 1)), np.zeros((0, 1), int), "expected two arrays"),
            (np.full((1, 1), np.nan), np.ones((1, 1), int), "must not be NaN"),
            (np.zeros((1, 1)), np.full((1, 1), 2), "must be 1, 0 or -1"),
            (np.zeros((1, 1)), np.zeros((1, 1), int), "at least one sample that shows a label"),
        ],
    )
    def test_what_cannot_be_ranked(self, scores, targets, message):
        with pytest.raises(ValueError, match=message):
            mean_average_precision(scores, targets)


class TestBootstrap:
    @pytest.fixture
    def targets(self):
        return (np.random.default_rng(1).random((80, 4)) < 0.3).astype(np.int8)

    def test_the_better_of_two_is_found(self, targets):
        generator = np.random.default_rng(2)
        good = targets + generator.normal(0, 0.4, targets.shape)
        bad = targets + generator.normal(0, 1.5, targets.shape)
        found = paired_bootstrap(good, bad, targets, draws=500)
        assert found.difference == pytest.approx(
            mean_average_precision(good, targets) - mean_average_precision(bad, targets)
        )
        assert 0 < found.interval[0] < found.difference < found.interval[1]
        assert found.p < 0.01
        turned = paired_bootstrap(bad, good, targets, draws=500)
        assert turned.interval == pytest.approx((-found.interval[1], -found.interval[0]))
        assert turned.p == found.p

    def test_the_same_twice_is_no_difference(self, targets):
        scores = np.random.default_rng(3).normal(size=targets.shape)
        found = paired_bootstrap(scores, scores.copy(), targets, draws=50)
        assert (found.difference, found.interval, found.p) == (0.0, (0.0, 0.0), 1.0)

    def test_chance_is_rarely_called_a_difference(self):
        generator = np.random.default_rng(4)
        below = 0
        for _ in range(60):
            targets = (generator.random((60, 3)) < 0.3).astype(np.int8)
            one, other = (targets + generator.normal(0, 1, targets.shape) for _ in range(2))
            below += paired_bootstrap(one, other, targets, draws=200).p < 0.05
        assert below <= 9

    def test_draws_are_those_of_repeated_samples(self, targets):
        """A draw's mean is that of the samples written out as often as they were drawn."""
        scores = np.random.default_rng(5).normal(size=targets.shape)
        counts = np.random.default_rng(0).multinomial(80, np.full(80, 1 / 80), size=3)
        drawn = [
            mean_average_precision(np.repeat(scores, times, 0), np.repeat(targets, times, 0))
            for times in counts
        ]
        low, high = bootstrap_interval(scores, targets, draws=3)
        assert (low, high) == pytest.approx(tuple(np.quantile(drawn, (0.025, 0.975))))

    def test_a_label_that_is_not_drawn_is_left_out(self):
        scores, targets = np.array([[3.0, 1.0], [2.0, 2.0], [1.0, 0.0]]), np.zeros((3, 2), int)
        targets[0] = 1
        found = paired_bootstrap(scores, -scores, targets, draws=200)
        assert np.isfinite(found.interval).all()
        assert found.interval[1] <= 1.0
