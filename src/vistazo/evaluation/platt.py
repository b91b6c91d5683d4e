"""Turning the logits of several labels into probabilities that mean what they say."""

from __future__ import annotations

import numpy as np

from vistazo.evaluation.metrics import Scores
from vistazo.evaluation.ranking import Targets
from vistazo.types import Float64Array

_STIFFNESS = 4.0
"""What a slope pays for leaving the one that all labels share: half of this at twice of it."""
_FARTHEST = 5.0
_SHARED_SLOPES = (1e-3, 1e3)


def fit_platt(logits: Scores, targets: Targets) -> tuple[Float64Array, Float64Array]:
    """Slope and offset of each label for sigmoid(slope * logit + offset).

    The likelihood of Platt (1999), with his targets a little inside 0 and 1, minimised as Lin, Lin
    & Weng (2007) say it. A label with few positives says little about its slope, which is why every
    slope is drawn towards one that all labels share, and stays within a fifth and five times of it.

    Args:
        logits: (N, labels), of held-out samples.
        targets: int (N, labels): 1 shown, 0 not shown, -1 left out.

    Returns:
        Slope, positive, and offset, float64 (labels,) each. A label without a known target takes
        the shared slope and the mean offset.
    """
    from scipy.optimize import minimize

    if logits.ndim != 2 or logits.shape != targets.shape or not len(logits):
        raise ValueError(f"expected two arrays (N, labels), got {logits.shape}, {targets.shape}")
    if not np.isfinite(logits).all():
        raise ValueError("logits must be finite")
    known = (targets >= 0).astype(np.float64)
    counts = known.sum(axis=0)
    if not counts.any():
        raise ValueError("expected at least one known target, got none")
    values, middle, scale = _standardise(logits.astype(np.float64), known)
    wanted = _smooth(targets, known)
    share = (wanted * known).sum(axis=0) / np.maximum(counts, 1)
    share[counts == 0] = share[counts > 0].mean()
    labels = len(counts)

    def shared(at: Float64Array) -> tuple[float, Float64Array]:
        loss, steep, shift = _loss(at[0], at[1:], values, wanted, known)
        return loss, np.append(steep.sum(), shift)

    def own(at: Float64Array) -> tuple[float, Float64Array]:
        loss, steep, shift = _loss(at[:labels], at[labels:], values, wanted, known)
        off = at[:labels] / common - 1
        loss += _STIFFNESS / 2 * float(off @ off)
        return loss, np.append(steep + _STIFFNESS * off / common, shift)

    free = [(None, None)] * labels
    start = np.append(1.0, np.log(share / (1 - share)))
    options = {"maxiter": 1000, "ftol": 1e-12, "gtol": 1e-8}
    how = {"jac": True, "method": "L-BFGS-B", "options": options}
    found = minimize(shared, start, bounds=[_SHARED_SLOPES, *free], **how).x
    common = float(found[0])
    start = np.append(np.full(labels, common), found[1:])
    near = [(common / _FARTHEST, common * _FARTHEST)] * labels
    found = minimize(own, start, bounds=near + free, **how).x
    slope = found[:labels] / scale
    return slope, found[labels:] - slope * middle


def apply_platt(logits: Scores, slope: Float64Array, offset: Float64Array) -> Float64Array:
    """Probabilities, float64 (N, labels), from logits of that shape."""
    return _sigmoid(logits.astype(np.float64) * slope + offset)


def _standardise(
    logits: Float64Array, known: Float64Array
) -> tuple[Float64Array, Float64Array, float]:
    """Logits around 0 for each label, with a spread of 1 over all; and what makes them so."""
    middle = (logits * known).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    centred = (logits - middle) * known
    spread = float(np.sqrt((centred**2).sum() / known.sum()))
    scale = spread if spread > 0 else 1.0
    return centred / scale, middle, scale


def _smooth(targets: Targets, known: Float64Array) -> Float64Array:
    positives = (targets == 1).sum(axis=0)
    negatives = known.sum(axis=0) - positives
    high, low = (positives + 1) / (positives + 2), 1 / (negatives + 2)
    smoothed: Float64Array = np.where(targets == 1, high, low)
    return smoothed


def _loss(
    slope: Float64Array | float,
    offset: Float64Array,
    values: Float64Array,
    wanted: Float64Array,
    known: Float64Array,
) -> tuple[float, Float64Array, Float64Array]:
    """Cross-entropy, and its derivatives by slope and by offset, float64 (labels,) each."""
    logits = values * slope + offset
    loss = float((known * (np.logaddexp(0.0, logits) - wanted * logits)).sum())
    error = known * (_sigmoid(logits) - wanted)
    return loss, (error * values).sum(axis=0), error.sum(axis=0)


def _sigmoid(logits: Float64Array) -> Float64Array:
    # Of the side on which the exponential stays small.
    small = np.exp(-np.abs(logits))
    probabilities: Float64Array = np.where(logits >= 0, 1 / (1 + small), small / (1 + small))
    return probabilities
