"""Fitting the linear head on features that stay as they are, in seconds.

Every label is a regression of its own, drawn towards where its row starts. With a hundred photos
that start decides more than the loss does: rows of the backbone's own classifier, where a label has
a class there (see `photo_words`), else zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import torch
from scipy.optimize import minimize
from torch import Tensor
from torch.nn import functional

from vistazo.errors import OptionError
from vistazo.evaluation.ranking import average_precisions
from vistazo.types import Float32Array, Float64Array
from vistazo.workshop.data.photo_set import TargetArray
from vistazo.workshop.training.photo_split import folds

LOSSES = ("bce", "focal", "asl")

PULLS = (0.03, 0.1, 0.3, 1.0)
"""Strengths that are tried, of the pull towards the start."""

STARTS = (2.0, 1.0, 0.0)
"""Factors that are tried, on the rows to start from."""

BALANCES = (0.0, 0.5)
"""How much of a label's rarity is made up for, as tried: 1 would be all of it."""

_NOISE = 0.003
"""Differences of the mean average precision that say nothing."""

_FOLDS = 4
_REPEATS = 2
_BIAS_PULL = 3.0
"""Few photos say little about how rare a label is; towards 1 in 20."""
_STEPS = 200
_FIRST_BIAS = -3.0


@dataclass(frozen=True)
class HeadSettings:
    """How a head is fitted.

    Attributes:
        loss: One of LOSSES: cross-entropy, focal (gamma 2, alpha 0.25; Lin et al. 2017), or
            asymmetric (gamma 2 for absent labels, 1 for shown ones, margin 0.05; Ridnik et al.
            2021).
        pull: Towards the start, in units of how far the features spread.
        balance: How much of a label's rarity is made up for by the weight of photos that show it.
        start: Of the rows to start from, a factor; 0 starts from nothing.
    """

    loss: str = "bce"
    pull: float = 0.3
    balance: float = 0.0
    start: float = 1.0

    def __post_init__(self) -> None:
        if self.loss not in LOSSES:
            raise OptionError(f"--loss must be one of {', '.join(LOSSES)}, got {self.loss!r}.")


@dataclass(frozen=True, eq=False)
class LinearHead:
    """A linear layer.

    Attributes:
        weight: float32 (labels, width).
        bias: float32 (labels,).
    """

    weight: Float32Array
    bias: Float32Array

    def logits(self, features: Float32Array) -> Float32Array:
        """float32 (n, width) → (n, labels)."""
        found: Float32Array = features @ self.weight.T + self.bias
        return found


def element_loss(loss: str, logits: Tensor, wanted: Tensor) -> Tensor:
    """The loss of every label of every photo, of the shape of `logits`; `wanted` is 0 or 1."""
    plain = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    if loss == "bce":
        return plain
    chance = torch.sigmoid(logits)
    if loss == "focal":
        missed = torch.where(wanted > 0.5, 1.0 - chance, chance)
        return torch.where(wanted > 0.5, 0.25, 0.75) * missed.square() * plain
    shifted = (chance - 0.05).clamp(min=0.0)
    absent = -shifted.square() * torch.log1p(-shifted.clamp(max=1.0 - 1e-6))
    return torch.where(wanted > 0.5, (1.0 - chance) * plain, absent)


def element_weights(targets: TargetArray, balance: float) -> Float64Array:
    """What each target counts, float64 (n, labels): 0 where it is not known.

    Targets of photos that show a label count more the rarer it is, within a factor of 100.
    """
    shown, absent = (targets == 1).sum(axis=0), (targets == 0).sum(axis=0)
    factor = (np.maximum(absent, 1) / np.maximum(shown, 1)) ** balance
    weights: Float64Array = np.where(targets == 1, np.clip(factor, 1.0, 100.0), 1.0)
    return weights * (targets >= 0)


def fit_head(
    features: Float32Array, targets: TargetArray, start: Float32Array, settings: HeadSettings
) -> LinearHead:
    """Fit by L-BFGS in float64.

    Args:
        features: float32 (n, views, width), of several views of every photo.
        targets: int8 (n, labels): 1, 0 or -1.
        start: float32 (labels, width), what the rows are drawn towards.
        settings: How.
    """
    views, width = features.shape[1:]
    labels = targets.shape[1]
    middle = features.reshape(-1, width).mean(axis=0, dtype=np.float64)
    centred = torch.from_numpy(features.reshape(-1, width) - middle)
    wanted = torch.from_numpy((targets == 1).repeat(views, axis=0)).double()
    weights = torch.from_numpy(
        element_weights(targets, settings.balance).repeat(views, axis=0) / views
    )
    anchor = torch.from_numpy(settings.start * start.astype(np.float64))
    # A row moves only within what the photos span, which is less than the features where photos
    # are few: the same solution, sooner.
    basis = torch.linalg.qr(centred.T).Q if len(centred) < width else torch.eye(width).double()
    inner, started = centred @ basis, centred @ anchor.T
    pull = settings.pull * max(float(centred.square().sum(dim=1).mean()), 1e-9)

    def value(flat: Float64Array) -> tuple[float, Float64Array]:
        point = torch.from_numpy(flat.reshape(labels, -1)).requires_grad_()
        moved, bias = point[:, :-1], point[:, -1]
        loss = element_loss(settings.loss, started + inner @ moved.T + bias, wanted) * weights
        away = pull * moved.square().sum() + _BIAS_PULL * (bias - _FIRST_BIAS).square().sum()
        total = loss.sum() + away / 2
        (slope,) = torch.autograd.grad(total, point)
        return total.item(), slope.numpy().ravel()

    first = np.zeros((labels, basis.shape[1] + 1))
    first[:, -1] = _FIRST_BIAS
    options = {"maxiter": _STEPS}
    flat = minimize(value, first.ravel(), jac=True, method="L-BFGS-B", options=options).x
    point = flat.reshape(labels, -1)
    weight = anchor.numpy() + point[:, :-1] @ basis.numpy().T
    bias = point[:, -1] - weight @ middle
    return LinearHead(weight.astype(np.float32), bias.astype(np.float32))


def out_of_fold(
    features: Float32Array,
    targets: TargetArray,
    start: Float32Array,
    settings: HeadSettings,
    parts: Sequence[tuple[np.ndarray, np.ndarray]],
) -> Float32Array:
    """Logits of every photo's first view by heads that never saw it, float32 (n, labels)."""
    logits = np.zeros(targets.shape, np.float32)
    for learned, judged in parts:
        head = fit_head(features[learned], targets[learned], start, settings)
        logits[judged] = head.logits(features[judged, 0])
    return logits


def choose_settings(
    features: Float32Array,
    targets: TargetArray,
    start: Float32Array,
    losses: Sequence[str] = ("bce",),
    seed: int = 0,
) -> tuple[HeadSettings, dict[str, float]]:
    """Try every combination by cross-validation on the photos to learn from.

    Judged is the mean average precision, over the labels that a fold shows and over all folds'
    answers together: where a label has two photos, either alone is little more than luck. Of
    settings that differ by less than chance makes them, the first one tried is taken: the one that
    stays nearest to its start.

    Returns:
        The settings, and what each combination reached.
    """
    starts = STARTS if np.any(start) else (0.0,)
    count = min(_FOLDS, len(targets))
    rounds = [folds(targets, count, seed + repeat) for repeat in range(_REPEATS)]
    reached: dict[HeadSettings, float] = {}
    for loss, factor, pull, balance in product(losses, starts, reversed(PULLS), BALANCES):
        settings = HeadSettings(loss, pull, balance, factor)
        scores = [
            score
            for parts in rounds
            for score in _judge(
                out_of_fold(features, targets, start, settings, parts), targets, parts
            )
        ]
        reached[settings] = float(np.mean(scores)) if scores else 0.0
    best = max(reached.values())
    chosen = next(settings for settings, score in reached.items() if score >= best - _NOISE)
    named = {
        f"{item.loss} start {item.start:g} pull {item.pull:g} balance {item.balance:g}": score
        for item, score in reached.items()
    }
    return chosen, named


def _judge(
    logits: Float32Array, targets: TargetArray, parts: Sequence[tuple[np.ndarray, np.ndarray]]
) -> list[float]:
    """The mean over folds and the one over all; nothing where no photo shows a label."""
    single = [
        float(np.nanmean(found))
        for _, judged in parts
        if (targets[judged] == 1).any()
        for found in [average_precisions(logits[judged], targets[judged])]
    ]
    if not single:
        return []
    return [float(np.mean(single)), float(np.nanmean(average_precisions(logits, targets)))]
