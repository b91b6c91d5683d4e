"""Whether confidence means what it says, and making it so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from vistazo.evaluation.metrics import BoolArray, Scores
from vistazo.types import Float64Array, IntArray

Binning = Literal["mass", "width"]

TEMPERATURES = (0.05, 20.0)
"""Smallest and largest temperature that is tried."""


@dataclass(frozen=True, eq=False)
class Reliability:
    """The data of a reliability diagram: one entry per bin that holds a sample.

    Attributes:
        confidence: float64 (bins,), mean confidence in the bin.
        accuracy: float64 (bins,), share of right answers in the bin.
        samples: int64 (bins,), at least 1 each.
    """

    confidence: Float64Array
    accuracy: Float64Array
    samples: IntArray

    @property
    def error(self) -> float:
        """Expected calibration error: mean |confidence - accuracy|, weighted by samples, 0..1."""
        gaps = np.abs(self.confidence - self.accuracy)
        return float(gaps @ self.samples / self.samples.sum())


def reliability(
    confidence: Scores, correct: BoolArray, bins: int = 15, binning: Binning = "mass"
) -> Reliability:
    """Group answers by confidence and compare it with how often they are right.

    Args:
        confidence: (N,) probability of the given answer, in 0..1.
        correct: bool (N,).
        bins: Most bins that there can be.
        binning: "mass" for bins of equally many samples (Nguyen & O'Connor, EMNLP 2015), where
            equal confidences share a bin and so may make fewer of them; "width" for bins of equal
            width over 0..1 (Guo et al., ICML 2017).
    """
    if not len(confidence) or len(confidence) != len(correct) or bins < 1:
        raise ValueError(f"expected N > 0 of each, got {len(confidence)} and {len(correct)}")
    if not (confidence.min() >= 0.0 and confidence.max() <= 1.0):
        raise ValueError("confidences must lie in 0..1")
    values = confidence.astype(np.float64)
    if binning == "mass":
        places = np.arange(1, bins) * len(values) // bins
        edges = np.unique(np.sort(values)[places])
    else:
        edges = np.arange(1, bins) / bins
    bin_of = np.searchsorted(edges, values, side="right")
    samples = np.bincount(bin_of, minlength=len(edges) + 1)
    held = samples > 0
    sums = np.bincount(bin_of, weights=values, minlength=len(samples))
    hits = np.bincount(bin_of, weights=correct, minlength=len(samples))
    return Reliability(sums[held] / samples[held], hits[held] / samples[held], samples[held])


def expected_calibration_error(
    confidence: Scores, correct: BoolArray, bins: int = 15, binning: Binning = "mass"
) -> float:
    """Expected calibration error of the top label, 0..1; arguments as for `reliability`."""
    return reliability(confidence, correct, bins, binning).error


def fit_temperature(
    logits: Scores, labels: IntArray, rule: Literal["log", "brier"] = "log"
) -> float:
    """The temperature with which softmax(logits / temperature) scores best (Guo et al., 2017).

    Args:
        logits: (N, classes), of held-out samples.
        labels: int (N,).
        rule: The proper scoring rule: "log", the likelihood, or "brier" (Brier, 1950), in which a
            wrong label among the samples counts no more than any other mistake.

    Returns:
        Within `TEMPERATURES`; above 1 where the network was too sure.
    """
    from scipy.optimize import minimize_scalar

    if logits.ndim != 2 or labels.shape != logits.shape[:1] or not len(labels):
        raise ValueError(f"expected (N, classes) and (N,), got {logits.shape} and {labels.shape}")
    scores = logits.astype(np.float64)
    scores -= scores.max(axis=1, keepdims=True)
    given = scores[np.arange(len(labels)), labels]

    def loss(log_temperature: float) -> float:
        inverse = np.exp(-log_temperature)
        weights = np.exp(scores * inverse)
        total = weights.sum(axis=1)
        if rule == "log":
            return float((np.log(total) - given * inverse).mean())
        squares = (weights * weights).sum(axis=1) / total**2
        return float((squares - 2 * np.exp(given * inverse) / total).mean())

    bounds = np.log(TEMPERATURES)
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-6})
    return float(np.exp(found.x))


def sure_threshold(confidence: Scores, correct: BoolArray, precision: float) -> float:
    """The lowest confidence from which the answers are right often enough.

    Args:
        confidence: (N,) in 0..1.
        correct: bool (N,).
        precision: Share of right answers that is wanted at or above the threshold, 0..1.

    Returns:
        One of the confidences, or 1.0 where none reaches it.
    """
    if not len(confidence):
        return 1.0
    order = np.argsort(-confidence, kind="stable")
    ranked = confidence[order]
    share = np.cumsum(correct[order]) / np.arange(1, len(order) + 1)
    # Equal confidences are answered together, so only the last of them can be a threshold.
    last = np.append(ranked[1:] != ranked[:-1], True)
    enough = np.flatnonzero(last & (share >= precision))
    return float(ranked[enough[-1]]) if len(enough) else 1.0
