"""Judging probabilities of several labels: thresholds, F1, calibration of each label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vistazo.evaluation.calibration import reliability
from vistazo.evaluation.metrics import BoolArray, Scores
from vistazo.evaluation.ranking import Targets
from vistazo.types import Float64Array, IntArray

THRESHOLDS = (0.3, 0.9)
"""Smallest and largest threshold that is chosen. For a rare label F1 is best from 0.1 on, but
nobody understands a label that is given at 10 %."""

_TRUST = 10
"""With so many positives, a label's own counts weigh as much as what its probabilities promise."""


@dataclass(frozen=True, eq=False)
class LabelScores:
    """Precision, recall and F1 at thresholds, float64 (labels,) each, 0 where undefined.

    Attributes:
        precision: Share of the answers "this label" that were right.
        recall: Share of the samples that show the label that were given it.
        f1: Harmonic mean of the two.
        shown: int64 (labels,), how many samples show the label.
        judged: int64 (labels,), of how many samples it is known whether they show it.
        micro_f1: F1 of all labels' answers together.
        macro_f1: Plain mean of F1 over the labels that occur as truth or as answer.
        exact: bool (N,), whether a sample was given all of its labels and no other, as far as
            they are known.
    """

    precision: Float64Array
    recall: Float64Array
    f1: Float64Array
    shown: IntArray
    judged: IntArray
    micro_f1: float
    macro_f1: float
    exact: BoolArray


def given_labels(probabilities: Scores, thresholds: Scores) -> BoolArray:
    """Which labels are given, bool (N, labels): those at or above their threshold, (labels,)."""
    given: BoolArray = probabilities.astype(np.float64) >= thresholds
    return given


def label_scores(probabilities: Scores, targets: Targets, thresholds: Scores) -> LabelScores:
    """Count what is given at the thresholds against the truth.

    Args:
        probabilities: (N, labels), in 0..1.
        targets: int (N, labels): 1 shown, 0 not shown, -1 neither judged for nor against.
        thresholds: (labels,).
    """
    _check(probabilities, targets)
    given, known = given_labels(probabilities, thresholds), targets >= 0
    truth = targets == 1
    hits = (given & truth).sum(axis=0)
    answers, shown = (given & known).sum(axis=0), truth.sum(axis=0)
    f1 = 2 * hits / np.maximum(answers + shown, 1)
    occurs = answers + shown > 0
    return LabelScores(
        precision=hits / np.maximum(answers, 1),
        recall=hits / np.maximum(shown, 1),
        f1=f1,
        shown=shown.astype(np.int64),
        judged=known.sum(axis=0).astype(np.int64),
        micro_f1=float(2 * hits.sum() / max(int((answers + shown).sum()), 1)),
        macro_f1=float(f1[occurs].mean()) if occurs.any() else 0.0,
        exact=((given == truth) | ~known).all(axis=1),
    )


def best_thresholds(
    probabilities: Scores, targets: Targets, bounds: tuple[float, float] = THRESHOLDS
) -> Float64Array:
    """For each label, the threshold with the best F1 on held-out samples.

    The fewer positives a label has, the less its own counts decide, and the more the F1 that the
    calibrated probabilities themselves promise. Of equally good thresholds, the one nearest to 0.5.
    None is below the share of samples that show the label: to give a label that is less probable
    than usual would say nothing of the picture.

    Args:
        probabilities: (N, labels), calibrated.
        targets: int (N, labels): 1, 0 or -1.
        bounds: Smallest and largest threshold.

    Returns:
        float64 (labels,), half-way between two probabilities, or a bound.
    """
    _check(probabilities, targets)
    values = probabilities.astype(np.float64)
    return np.array(
        [
            _best_threshold(values[truth >= 0, label], truth[truth >= 0] == 1, bounds)
            for label, truth in enumerate(targets.T)
        ]
    )


def certainty(probabilities: Scores, thresholds: Scores) -> Float64Array:
    """The probability that all labels are as given at the thresholds, taken one by one.

    Args:
        probabilities: (N, labels), calibrated.
        thresholds: (labels,).

    Returns:
        float64 (N,), in 0..1.
    """
    values = probabilities.astype(np.float64)
    right = np.where(given_labels(probabilities, thresholds), values, 1.0 - values)
    product: Float64Array = right.prod(axis=1)
    return product


def label_calibration_errors(
    probabilities: Scores, targets: Targets, bins: int = 15
) -> Float64Array:
    """For each label, how far its probability is from how often samples show it.

    In bins of equally many samples, as `reliability` makes them. With few samples in a bin, chance
    alone makes for an error; `chance_calibration_errors` says how much.

    Args:
        probabilities: (N, labels), in 0..1.
        targets: int (N, labels): 1, 0 or -1.
        bins: Most bins that there can be.

    Returns:
        float64 (labels,), 0..1, not-a-number for a label of which nothing is known.
    """
    _check(probabilities, targets)
    return np.array(
        [
            reliability(values[truth >= 0], truth[truth >= 0] == 1, bins).error
            if (truth >= 0).any()
            else np.nan
            for values, truth in zip(probabilities.T, targets.T, strict=True)
        ]
    )


def chance_calibration_errors(
    probabilities: Scores, targets: Targets, bins: int = 15, draws: int = 100, seed: int = 0
) -> Float64Array:
    """The mean error of `label_calibration_errors` if the probabilities were exactly right.

    Args:
        probabilities: (N, labels), in 0..1.
        targets: int (N, labels); only where they are -1 matters.
        bins: As for `label_calibration_errors`.
        draws: How often truths are drawn from the probabilities.
        seed: Of the draws.
    """
    _check(probabilities, targets)
    generator = np.random.default_rng(seed)
    drawn = [
        label_calibration_errors(
            probabilities,
            np.where(targets < 0, -1, generator.random(targets.shape) < probabilities),
            bins,
        )
        for _ in range(draws)
    ]
    mean: Float64Array = np.mean(drawn, axis=0)
    return mean


def _best_threshold(values: Float64Array, shown: BoolArray, bounds: tuple[float, float]) -> float:
    usual = float(shown.mean()) if len(shown) else 0.0
    bounds = (min(max(bounds[0], usual), bounds[1]), bounds[1])
    order = np.argsort(-values, kind="stable")
    ranked = values[order]
    middles = (ranked[1:] + ranked[:-1]) / 2
    tried = np.unique(np.clip(np.concatenate((middles, bounds, [0.5])), *bounds))
    given = np.searchsorted(-ranked, -tried, side="right")
    found = np.append(0.0, np.cumsum(shown[order]))[given]
    promised = np.append(0.0, np.cumsum(ranked))[given]
    positives = int(shown.sum())
    own = 2 * found / np.maximum(given + positives, 1)
    expected = 2 * promised / np.maximum(given + ranked.sum(), 1e-12)
    trust = positives / (positives + _TRUST)
    merit = trust * own + (1 - trust) * expected
    best = np.flatnonzero(merit >= merit.max() - 1e-12)
    return float(tried[best[np.argmin(np.abs(tried[best] - 0.5))]])


def _check(probabilities: Scores, targets: Targets) -> None:
    if probabilities.ndim != 2 or probabilities.shape != targets.shape:
        raise ValueError(
            f"expected two arrays (N, labels), got {probabilities.shape}, {targets.shape}"
        )
    if not (probabilities.min(initial=0.0) >= 0.0 and probabilities.max(initial=0.0) <= 1.0):
        raise ValueError("probabilities must lie in 0..1")
