import numpy as np
import pytest

from vistazo.evaluation.platt import apply_platt, fit_platt


def sample(slopes, offsets, count, seed=0):
    """Logits, and targets drawn from sigmoid(slope * logit + offset)."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(0, 3, (count, len(slopes)))
    chances = apply_platt(logits, np.array(slopes), np.array(offsets))
    return logits, (generator.random(logits.shape) < chances).astype(np.int8)


def test_what_made_the_targets_is_found():
    slopes, offsets = [0.8, 1.0, 1.3], [-1.0, 0.5, 2.0]
    found = fit_platt(*sample(slopes, offsets, 40_000))
    assert found[0] == pytest.approx(slopes, rel=0.05)
    assert found[1] == pytest.approx(offsets, abs=0.06)


def test_a_label_by_itself_is_the_most_likely_fit_to_smoothed_targets():
    logits, targets = sample([0.7], [-1.5], 300)
    slope, offset = fit_platt(logits, targets)
    positives = int(targets.sum())
    wanted = np.where(targets == 1, (positives + 1) / (positives + 2), 1 / (302 - positives))

    def loss(a, b):
        values = a * logits + b
        return (np.logaddexp(0, values) - wanted * values).sum()

    least = loss(slope[0], offset[0])
    for a in slope[0] + np.linspace(-0.1, 0.1, 21):
        for b in offset[0] + np.linspace(-0.1, 0.1, 21):
            assert least <= loss(a, b) + 1e-6


def test_the_scale_and_place_of_logits_do_not_matter():
    logits, targets = sample([0.8, 1.2], [-1.0, 1.0], 400)
    expected = apply_platt(logits, *fit_platt(logits, targets))
    moved = (100 * logits + np.array([50.0, -3000.0])).astype(np.float32)
    assert apply_platt(moved, *fit_platt(moved, targets)) == pytest.approx(expected, abs=1e-3)


def test_the_mean_probability_is_about_the_share_of_positives():
    logits, targets = sample([1.0] * 5, [-3.0, -2.0, -1.0, 0.0, 1.0], 500)
    means = apply_platt(logits, *fit_platt(logits, targets)).mean(axis=0)
    assert means == pytest.approx(targets.mean(axis=0), abs=0.01)


@pytest.mark.parametrize("positives", [0, 1, 2])
def test_few_positives_do_not_blow_up(positives):
    logits, targets = sample([1.0] * 4, [-2.0] * 4, 128)
    targets[:, 0] = 0
    # Ranked on top by far: by itself it would ask for a slope without end.
    targets[:positives, 0] = 1
    logits[:positives, 0] = 15.0
    slope, offset = fit_platt(logits, targets)
    others = slope[1:].mean()
    assert others / 4 < slope[0] < 2 * others
    probabilities = apply_platt(logits, slope, offset)
    assert np.isfinite(probabilities).all()
    assert probabilities[positives:, 0].max() < 0.6


def test_a_label_that_ranks_the_wrong_way_round_keeps_a_positive_slope():
    logits, targets = sample([1.0] * 3, [-1.0] * 3, 300)
    logits[:, 0] *= -1
    assert (fit_platt(logits, targets)[0] > 0).all()


def test_what_is_left_open_is_left_out():
    logits, targets = sample([0.8, 1.2], [-1.0, 1.0], 300)
    targets[200:, 0] = -1
    changed = logits.copy()
    changed[200:, 0] = 1e6
    for found, expected in zip(
        fit_platt(changed, targets), fit_platt(logits, targets), strict=True
    ):
        assert found == pytest.approx(expected)


def test_a_label_of_which_nothing_is_known_takes_after_the_others():
    logits, targets = sample([1.0] * 4, [-1.0] * 4, 500)
    targets[:, 2] = -1
    slope, offset = fit_platt(logits, targets)
    assert slope[2] == pytest.approx(np.delete(slope, 2).mean(), rel=0.3)
    assert offset[2] == pytest.approx(np.delete(offset, 2).mean(), abs=0.5)


def test_equal_logits_give_the_share():
    targets = np.array([[1], [0], [0], [0]], np.int8)
    probabilities = apply_platt(np.ones((4, 1)), *fit_platt(np.ones((4, 1)), targets))
    assert probabilities == pytest.approx(np.full((4, 1), (2 / 3 + 3 / 5) / 4), abs=1e-3)


@pytest.mark.parametrize(
    ("logits", "targets", "message"),
    [
        (np.zeros((2, 1)), np.zeros((2, 2), int), "expected two arrays"),
        (np.zeros((0, 1)), np.zeros((0, 1), int), "expected two arrays"),
        (np.full((1, 1), np.inf), np.ones((1, 1), int), "must be finite"),
        (np.zeros((1, 1)), np.full((1, 1), -1), "at least one known target"),
    ],
)
def test_what_cannot_be_fitted(logits, targets, message):
    with pytest.raises(ValueError, match=message):
        fit_platt(logits, targets)
