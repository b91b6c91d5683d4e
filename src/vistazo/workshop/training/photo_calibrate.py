"""What is fitted after the head, on logits of photos that it did not learn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from vistazo.evaluation.calibration import sure_threshold
from vistazo.evaluation.multilabel import best_thresholds, certainty, label_scores
from vistazo.evaluation.novelty import fit_threshold
from vistazo.evaluation.platt import apply_platt, fit_platt
from vistazo.types import Float32Array, Float64Array, IntArray
from vistazo.workshop.data.photo_set import TargetArray
from vistazo.workshop.model.photo_network import PhotoCalibration
from vistazo.workshop.model.recogniser import novelty_features
from vistazo.workshop.training.calibrate import ACCEPTED, fit_novelty
from vistazo.workshop.training.photo_head import LinearHead

PRECISION = 0.9
"""Share of the answers called sure of which every label is to be right."""

LEAST_SURE = 0.5
"""No answer is called sure that is more likely wrong than right."""

_RIDGE = 1e-3
_NOVELTY_FOLDS = 5


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What is said of an answer.

    Attributes:
        thresholds: float64 (labels,), the probability from which a label is given.
        sure: The probability that all labels are right, from which an answer is sure.
        novelty_threshold: Above it a picture is unknown.
    """

    thresholds: Float64Array
    sure: float
    novelty_threshold: float


def fit_probabilities(
    logits: Float32Array, targets: TargetArray
) -> tuple[Float64Array, Float64Array, Float64Array, float]:
    """Slope and offset of each label, thresholds, and the certainty from which an answer is sure.

    Args:
        logits: float32 (n, labels), of photos that were not learned from.
        targets: int8 (n, labels): 1, 0 or -1.
    """
    slope, offset = fit_platt(logits, targets)
    probability = apply_platt(logits, slope, offset)
    thresholds = best_thresholds(probability, targets)
    right = label_scores(probability, targets, thresholds).exact
    sure = sure_threshold(certainty(probability, thresholds), right, PRECISION)
    return slope, offset, thresholds, max(LEAST_SURE, sure)


def calibrate_photos(
    head: LinearHead,
    logits: Float32Array,
    targets: TargetArray,
    real: Float32Array,
    outliers: Float32Array,
    seed: int = 0,
) -> tuple[PhotoCalibration, Verdicts]:
    """Fit probabilities and novelty.

    Args:
        head: The head that the file will have.
        logits: float32 (n, labels), of photos that were not learned from.
        targets: int8 (n, labels), of those photos.
        real: float32 (m, views, width), embeddings of photos.
        outliers: float32 (o, width), of what is no photo of anything.
        seed: Of the folds over which novelty is judged.
    """
    slope, offset, thresholds, sure = fit_probabilities(logits, targets)
    others = _novelty_features(head, outliers)
    weight, bias = fit_novelty(_novelty_features(head, _flat(real)), others, _RIDGE)
    novelty = _unseen_novelty(head, real, others, seed)
    calibration = PhotoCalibration(
        torch.from_numpy(slope).float(), torch.from_numpy(offset).float(), weight, bias
    )
    return calibration, Verdicts(thresholds, sure, fit_threshold(novelty, ACCEPTED))


def _unseen_novelty(
    head: LinearHead, real: Float32Array, others: torch.Tensor, seed: int
) -> Float64Array:
    """Novelty of each photo as it is, where the photo was left out of the fit; float64 (m,)."""
    parts: IntArray = np.random.default_rng(seed).permutation(len(real)) % _NOVELTY_FOLDS
    novelty = np.zeros(len(real))
    for fold in range(_NOVELTY_FOLDS):
        features = _novelty_features(head, _flat(real[parts != fold]))
        weight, bias = fit_novelty(features, others, _RIDGE)
        unlike = _novelty_features(head, real[parts == fold, 0]) @ weight + bias
        novelty[parts == fold] = torch.sigmoid(unlike).double().numpy()
    return novelty


def _flat(real: Float32Array) -> Float32Array:
    return real.reshape(-1, real.shape[-1])


def _novelty_features(head: LinearHead, embeddings: Float32Array) -> torch.Tensor:
    logits = torch.from_numpy(head.logits(embeddings))
    return novelty_features(torch.from_numpy(embeddings), logits)
