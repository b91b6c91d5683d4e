import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vistazo.evaluation.calibration import (
    TEMPERATURES,
    expected_calibration_error,
    fit_temperature,
    reliability,
)

ANSWERS = st.lists(
    st.tuples(st.integers(0, 20).map(lambda grade: grade / 20), st.booleans()),
    min_size=1,
    max_size=60,
)


def split(answers):
    confidence, right = zip(*answers, strict=True)
    return np.array(confidence), np.array(right)


class TestReliability:
    CONFIDENCE = np.array([0.1, 0.2, 0.6, 0.8])
    CORRECT = np.array([False, True, True, True])

    def test_bins_of_equal_mass_by_hand(self):
        found = reliability(self.CONFIDENCE, self.CORRECT, bins=2)
        assert found.confidence == pytest.approx([0.15, 0.7])
        assert found.accuracy == pytest.approx([0.5, 1.0])
        assert found.samples.tolist() == [2, 2]
        assert found.error == pytest.approx((0.35 + 0.3) / 2)

    def test_bins_of_equal_width_by_hand(self):
        found = reliability(self.CONFIDENCE, self.CORRECT, bins=4, binning="width")
        # 0.1 and 0.2 lie below 0.25, 0.6 and 0.8 in bins of their own; one bin is empty.
        assert found.confidence == pytest.approx([0.15, 0.6, 0.8])
        assert found.accuracy == pytest.approx([0.5, 1.0, 1.0])
        assert found.error == pytest.approx((2 * 0.35 + 0.4 + 0.2) / 4)

    def test_mass_bins_match_a_plain_split_where_nothing_ties(self):
        generator = np.random.default_rng(0)
        confidence = generator.permutation(np.linspace(0.1, 1, 1500))
        right = generator.random(1500) < confidence**2
        order = np.argsort(confidence)
        expected = sum(
            len(part) / 1500 * abs(confidence[part].mean() - right[part].mean())
            for part in np.array_split(order, 15)
        )
        assert expected_calibration_error(confidence, right) == pytest.approx(expected)

    def test_perfect_and_worst(self):
        assert expected_calibration_error(np.ones(10), np.ones(10, bool)) == 0
        assert expected_calibration_error(np.ones(10), np.zeros(10, bool)) == 1
        assert expected_calibration_error(np.ones(10), np.zeros(10, bool), binning="width") == 1

    @given(ANSWERS, st.randoms(), st.sampled_from(["mass", "width"]))
    def test_order_does_not_matter(self, answers, random, binning):
        shuffled = answers.copy()
        random.shuffle(shuffled)
        errors = [
            expected_calibration_error(*split(part), binning=binning)
            for part in (answers, shuffled)
        ]
        assert errors[0] == pytest.approx(errors[1])

    @given(ANSWERS, st.sampled_from(["mass", "width"]))
    def test_every_sample_is_in_one_bin(self, answers, binning):
        confidence, right = split(answers)
        found = reliability(confidence, right, binning=binning)
        assert found.samples.min() >= 1
        assert found.samples.sum() == len(right)
        assert len(found.samples) <= 15
        assert found.accuracy @ found.samples == pytest.approx(right.sum())
        # Merging bins can only hide error, never add it.
        overall = abs(confidence.mean() - right.mean())
        assert overall - 1e-9 <= found.error <= 1

    @pytest.mark.parametrize(
        "bad", [np.array([]), np.array([0.5, 1.1]), np.array([-0.1, 0.5]), np.array([np.nan, 0.5])]
    )
    def test_what_is_no_confidence(self, bad):
        with pytest.raises(ValueError, match=r"expected N > 0|must lie in"):
            reliability(bad, np.ones(len(bad), bool))


class TestTemperature:
    @staticmethod
    def sample(temperature, count=40_000, seed=0):
        """Logits and labels drawn from softmax(logits / temperature)."""
        generator = np.random.default_rng(seed)
        logits = generator.normal(0, 3, (count, 5))
        noise = generator.gumbel(size=logits.shape)
        return logits, (logits / temperature + noise).argmax(axis=1)

    @pytest.mark.parametrize("rule", ["log", "brier"])
    @pytest.mark.parametrize("temperature", [0.3, 1.0, 2.5])
    def test_the_temperature_that_made_the_labels_is_found(self, temperature, rule):
        found = fit_temperature(*self.sample(temperature), rule)
        assert found == pytest.approx(temperature, rel=0.04)

    def test_wrong_labels_move_the_brier_temperature_less(self):
        logits, labels = self.sample(0.3)
        labels[::20] = np.random.default_rng(1).integers(0, 5, len(labels[::20]))
        log, brier = (fit_temperature(logits, labels, rule) for rule in ("log", "brier"))
        assert log > 1.5 * brier > 1.5 * 0.3

    def test_no_other_temperature_is_more_likely(self):
        logits, labels = self.sample(1.7, 2000)
        found = fit_temperature(logits, labels)

        def loss(temperature):
            scaled = logits / temperature
            rows = np.arange(len(labels))
            return (np.log(np.exp(scaled).sum(axis=1)) - scaled[rows, labels]).mean()

        tried = [loss(temperature) for temperature in np.geomspace(0.1, 10, 2001)]
        assert loss(found) <= min(tried) + 1e-9

    @settings(max_examples=20, deadline=None)
    @given(st.floats(-1e4, 1e4))
    def test_a_constant_on_all_logits_changes_nothing(self, constant):
        logits, labels = self.sample(1.7, 200)
        assert fit_temperature(logits + constant, labels) == pytest.approx(
            fit_temperature(logits, labels), rel=1e-4
        )

    def test_scaled_logits_scale_the_temperature(self):
        logits, labels = self.sample(1.2, 2000)
        scaled = fit_temperature((logits * 2).astype(np.float32), labels)
        assert scaled == pytest.approx(2 * fit_temperature(logits, labels), rel=1e-4)

    def test_bounds_hold_where_all_or_nothing_is_right(self):
        logits = np.eye(4) * 5
        low, high = TEMPERATURES
        # Below about 0.15 the loss is 0 to the last bit, so any of those is as good as the bound.
        assert low <= fit_temperature(logits, np.arange(4)) < 0.2
        assert fit_temperature(logits, (np.arange(4) + 1) % 4) == pytest.approx(high, rel=0.01)

    def test_huge_logits_do_not_overflow(self):
        logits, labels = self.sample(1.0, 500)
        assert np.isfinite(fit_temperature(logits * 1e5, labels))

    @pytest.mark.parametrize(("logits", "labels"), [((3, 2), (2,)), ((3,), (3,)), ((0, 2), (0,))])
    def test_shapes_that_do_not_fit(self, logits, labels):
        with pytest.raises(ValueError, match="expected"):
            fit_temperature(np.zeros(logits), np.zeros(labels, np.int64))


def test_importing_evaluation_does_not_import_scipy():
    code = "import sys, vistazo.errors, vistazo.types; before = set(sys.modules)\n"
    code += "import vistazo.evaluation.calibration, vistazo.evaluation.novelty\n"
    code += "sys.exit(any(name.startswith('scipy') for name in set(sys.modules) - before))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
