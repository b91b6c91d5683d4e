"""How well scores of several labels rank samples: average precision, and which of two is better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from vistazo.evaluation.metrics import BoolArray, Scores
from vistazo.types import Float64Array, IntArray

Interpolation = Literal["area", "11-point"]
Targets = npt.NDArray[np.integer]
"""1 shown, 0 not shown, -1 left open."""

_CHUNK = 4_000_000


def average_precision(
    scores: Scores, targets: Targets, interpolation: Interpolation = "area"
) -> float:
    """Average precision of one label, as the Pascal VOC challenges define it.

    Samples with equal scores are taken together, so that their order does not matter.

    Args:
        scores: (N,), more is surer.
        targets: int (N,): 1 shown, 0 not shown; samples with -1 are left out.
        interpolation: "area" under the curve of the best precision at this recall or more (2010 and
            later), or "11-point", the mean of that precision at the recalls 0, 0.1 … 1 (2007).

    Returns:
        0..1, or not-a-number where no sample shows the label.
    """
    return float(average_precisions(scores[:, None], targets[:, None], interpolation)[0])


def average_precisions(
    scores: Scores, targets: Targets, interpolation: Interpolation = "area"
) -> Float64Array:
    """`average_precision` of every label.

    Args:
        scores: (N, labels), more is surer; compared within a label only.
        targets: int (N, labels): 1, 0 or -1.
        interpolation: As for `average_precision`.

    Returns:
        float64 (labels,), not-a-number for labels that no sample shows.
    """
    once = np.ones((1, len(scores)), np.int64)
    return np.array([_precision(one, once, interpolation)[0] for one in _rank(scores, targets)])


def mean_average_precision(
    scores: Scores, targets: Targets, interpolation: Interpolation = "area"
) -> float:
    """Mean of `average_precisions` over the labels that a sample shows.

    Raises:
        ValueError: No sample shows any label.
    """
    found = average_precisions(scores, targets, interpolation)
    if np.isnan(found).all():
        raise ValueError("expected at least one sample that shows a label, got none")
    return float(np.nanmean(found))


@dataclass(frozen=True)
class Difference:
    """How much better the first of two is than the second.

    Attributes:
        difference: Of their mean average precision, on all samples.
        interval: 95 % of the draws lie in it.
        p: Chance of a difference as large if none of the two were better, either way, 0..1.
        draws: How many there were.
    """

    difference: float
    interval: tuple[float, float]
    p: float
    draws: int


def paired_bootstrap(
    first: Scores,
    second: Scores,
    targets: Targets,
    draws: int = 10_000,
    seed: int = 0,
    interpolation: Interpolation = "area",
) -> Difference:
    """Compare two rankings of the same samples by drawing the samples anew, with repetition.

    A label that none of the drawn samples shows is left out of both means (Efron & Tibshirani, An
    Introduction to the Bootstrap, 1993; percentile interval, and twice the smaller tail).

    Args:
        first: (N, labels), more is surer.
        second: (N, labels).
        targets: int (N, labels): 1, 0 or -1.
        draws: How often.
        seed: Of the draws.
        interpolation: As for `average_precision`.
    """
    both = [_rank(scores, targets) for scores in (first, second)]
    drawn = np.concatenate(
        [
            _mean(both[0], weights, interpolation) - _mean(both[1], weights, interpolation)
            for weights in _draw(len(targets), draws, seed)
        ]
    )
    drawn = drawn[~np.isnan(drawn)]
    low, high = np.quantile(drawn, (0.025, 0.975))
    tail = min((drawn <= 0).sum(), (drawn >= 0).sum())
    return Difference(
        difference=mean_average_precision(first, targets, interpolation)
        - mean_average_precision(second, targets, interpolation),
        interval=(float(low), float(high)),
        p=min(1.0, float(2 * (tail + 1) / (len(drawn) + 1))),
        draws=draws,
    )


def bootstrap_interval(
    scores: Scores,
    targets: Targets,
    draws: int = 1000,
    seed: int = 0,
    interpolation: Interpolation = "area",
) -> tuple[float, float]:
    """95 % percentile interval of the mean average precision; arguments as `paired_bootstrap`.

    With labels that only a few samples show it leans upwards: drawn twice, they rank better.
    """
    ranked = _rank(scores, targets)
    drawn = np.concatenate(
        [_mean(ranked, weights, interpolation) for weights in _draw(len(targets), draws, seed)]
    )
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return float(low), float(high)


@dataclass(frozen=True, eq=False)
class _Ranked:
    """The samples of one label that are known, best first.

    Attributes:
        rows: int64 (known,), which samples.
        hits: bool (known,), whether they show the label.
        last: int64 (blocks,), where the last of each block of equal scores stands.
    """

    rows: IntArray
    hits: BoolArray
    last: IntArray


def _rank(scores: Scores, targets: Targets) -> list[_Ranked]:
    if scores.ndim != 2 or scores.shape != targets.shape or not len(scores):
        raise ValueError(f"expected two arrays (N, labels), got {scores.shape}, {targets.shape}")
    if np.isnan(scores).any():
        raise ValueError("scores must not be NaN")
    if not np.isin(targets, (-1, 0, 1)).all():
        raise ValueError("targets must be 1, 0 or -1")
    ranked = []
    for values, truth in zip(scores.T, targets.T, strict=True):
        known = np.flatnonzero(truth >= 0)
        rows = known[np.argsort(-values[known], kind="stable")]
        ends = np.append(values[rows][1:] != values[rows][:-1], True)[: len(rows)]
        ranked.append(_Ranked(rows, truth[rows] == 1, np.flatnonzero(ends)))
    return ranked


def _precision(ranked: _Ranked, weights: IntArray, interpolation: Interpolation) -> Float64Array:
    """Average precision where each sample counts as often as `weights`, int (draws, N), say."""
    if not ranked.hits.any():
        return np.full(len(weights), np.nan)
    counts = weights[:, ranked.rows]
    answered = counts.cumsum(axis=1)[:, ranked.last]
    found = (counts * ranked.hits).cumsum(axis=1)[:, ranked.last]
    every = found[:, -1:]
    precision = found / np.maximum(answered, 1)
    best = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    if interpolation == "area":
        gained = np.diff(found, axis=1, prepend=0)
        mean = (best * gained).sum(axis=1) / np.maximum(every[:, 0], 1)
    else:
        # In whole numbers, as a recall of 3 in 10 is a hair below 0.3 times 1.
        reached = [(10 * found >= tenth * every) for tenth in range(11)]
        mean = np.mean([np.where(one, precision, 0.0).max(axis=1) for one in reached], axis=0)
    return np.where(every[:, 0] > 0, mean, np.nan)


def _mean(ranked: list[_Ranked], weights: IntArray, interpolation: Interpolation) -> Float64Array:
    """Mean average precision of each draw, float64 (draws,)."""
    found = np.stack([_precision(one, weights, interpolation) for one in ranked])
    counted = (~np.isnan(found)).sum(axis=0)
    return np.where(counted > 0, np.nansum(found, axis=0) / np.maximum(counted, 1), np.nan)


def _draw(samples: int, draws: int, seed: int) -> Iterator[IntArray]:
    """How often each sample is drawn, int64 (some, samples), until there are enough draws."""
    generator = np.random.default_rng(seed)
    step = max(1, _CHUNK // samples)
    for start in range(0, draws, step):
        some = min(step, draws - start)
        yield generator.multinomial(samples, np.full(samples, 1 / samples), size=some)
