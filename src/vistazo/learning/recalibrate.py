"""What depends on the last layer, fitted again for new weights: temperature and novelty."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import minimize

from vistazo.evaluation.novelty import fit_threshold
from vistazo.learning.head import Head, novelty_features
from vistazo.learning.refit import Examples
from vistazo.runtime import Bank
from vistazo.types import Float32Array, Float64Array

ACCEPTED = 0.99
"""Share of real held-out pictures whose novelty lies under the threshold."""

_NOVELTY_PULL = 0.0003
_NOVELTY_WEIGHT = 100.0
"""Of an example, where each held-out picture weighs 1; together no more than all of those."""

_PASSES = 20


def recalibrate(head: Head, bank: Bank, examples: Examples) -> Head:
    """Fit temperature and novelty for new weights, on pictures neither replayed nor golden."""
    known = head.link.teaches(examples.shown(head.labels))
    held_out = bank.calibration_embeddings.astype(np.float32)
    temperature = head.link.temperature(head.logits(held_out), bank.calibration_labels)
    sharpness = head.sharpness if temperature is None else np.array(1.0 / temperature, np.float32)
    others = bank.outlier_embeddings.astype(np.float32)
    weight, bias = _fit_novelty(
        head, (held_out, examples.embeddings[known]), (others, examples.embeddings[~known])
    )
    moved = replace(head, sharpness=sharpness, novelty_weight=weight, novelty_bias=bias)
    threshold = fit_threshold(moved.novelty(held_out).astype(np.float64), ACCEPTED)
    return replace(moved, novelty_threshold=threshold)


def _fit_novelty(
    head: Head, real: tuple[Float32Array, Float32Array], other: tuple[Float32Array, Float32Array]
) -> tuple[Float32Array, float]:
    """Logistic regression that tells others from real pictures, pulled towards what there is.

    Each side is what the bank holds and the examples; both sides weigh the same.
    """
    parts = (*real, *other)
    features = np.concatenate([novelty_features(part, head.logits(part)) for part in parts])
    sign = np.repeat([-1.0, -1.0, 1.0, 1.0], [len(part) for part in parts])
    share = np.concatenate([_side(*real), _side(*other)])
    spread = features.std(axis=0) + np.float32(1e-6)
    ones = np.ones((len(features), 1), np.float32)
    scaled = np.concatenate((features / spread, ones), axis=1)
    start = np.append(head.novelty_weight * spread, head.novelty_bias).astype(np.float64)

    def loss(flat: Float64Array) -> tuple[float, Float64Array]:
        margin = sign * (scaled @ flat.astype(np.float32)).astype(np.float64)
        change = flat - start
        slope = -share * sign / (1.0 + np.exp(np.clip(margin, -60, 60)))
        value = share @ np.logaddexp(0.0, -margin) + _NOVELTY_PULL / 2 * (change @ change)
        return float(value), slope.astype(np.float32) @ scaled + _NOVELTY_PULL * change

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _PASSES}).x
    return (found[:-1] / spread).astype(np.float32), float(found[-1])


def _side(kept: Float32Array, examples: Float32Array) -> Float64Array:
    """Weights of one side of the regression, 0.5 together."""
    each = min(_NOVELTY_WEIGHT, len(kept) / max(1, len(examples)))
    weights = np.repeat([1.0, each], [len(kept), len(examples)])
    halved: Float64Array = 0.5 * weights / weights.sum()
    return halved
