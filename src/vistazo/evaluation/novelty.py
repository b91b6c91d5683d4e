"""Telling what a recogniser was trained on from anything else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vistazo.evaluation.metrics import Scores, auroc, lowest_threshold


@dataclass(frozen=True)
class Separation:
    """How well novelty tells junk from real samples.

    Attributes:
        auroc: Chance that junk is more novel than a real sample, equals counting half; 0..1.
        threshold: Up to this novelty a sample is accepted.
        accepted: Share of real samples that is accepted.
        passed: Share of junk that is accepted too.
    """

    auroc: float
    threshold: float
    accepted: float
    passed: float


def fit_threshold(real: Scores, accepted: float = 0.99) -> float:
    """The lowest threshold under which enough real samples lie.

    Args:
        real: (N,) novelty of real, held-out samples.
        accepted: Share of them that must be at or below the threshold, above 0 and up to 1.

    Returns:
        One of the values: the empirical quantile, never rounded in favour of rejecting.
    """
    return lowest_threshold(real, accepted)


def separate(real: Scores, junk: Scores, accepted: float = 0.99) -> Separation:
    """Judge novelty on real samples, (N,), and junk, (M,), at a share of accepted real ones."""
    threshold = fit_threshold(real, accepted)
    return Separation(
        auroc=auroc(junk, real),
        threshold=threshold,
        accepted=float(np.mean(real <= threshold)),
        passed=float(np.mean(junk <= threshold)),
    )
