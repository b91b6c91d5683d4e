"""Probabilities that mean what they say, and what is no photo of anything."""

from __future__ import annotations

import numpy as np
import torch

from vistazo.evaluation.multilabel import label_calibration_errors
from vistazo.evaluation.platt import apply_platt
from vistazo.workshop.training.photo_calibrate import (
    LEAST_SURE,
    PRECISION,
    calibrate_photos,
    fit_probabilities,
)
from vistazo.workshop.training.photo_head import LinearHead


def answers(photos: int, seed: int, spread: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are three times too large and a little off, and what was shown."""
    generator = np.random.default_rng(seed)
    true = generator.normal(-1.0, spread, (photos, 3))
    targets = (generator.random(true.shape) < 1 / (1 + np.exp(-true))).astype(np.int8)
    return (3 * true + 1).astype(np.float32), targets


def test_errors_of_calibration_become_small_on_other_photos() -> None:
    slope, offset, thresholds, sure = fit_probabilities(*answers(2000, 0))
    np.testing.assert_allclose(slope, 1 / 3, rtol=0.15)
    logits, targets = answers(4000, 1)
    probability = apply_platt(logits, slope, offset)
    assert label_calibration_errors(probability, targets).max() < 0.03
    assert (np.abs(thresholds - 0.4) < 0.2).all()
    assert LEAST_SURE <= sure <= 1.0


def test_what_is_called_sure_is_right_often_enough() -> None:
    logits, targets = answers(3000, 2, 6.0)
    slope, offset, thresholds, sure = fit_probabilities(logits, targets)
    logits, targets = answers(3000, 3, 6.0)
    probability = apply_platt(logits, slope, offset)
    given = probability >= thresholds
    certain = np.where(given, probability, 1 - probability).prod(axis=1) >= sure
    assert certain.sum() > 50
    assert (given == targets)[certain].all(axis=1).mean() > PRECISION - 0.05


def test_novelty_accepts_photos_and_refuses_the_rest() -> None:
    generator = np.random.default_rng(4)
    head = LinearHead(generator.normal(size=(3, 10)).astype(np.float32), np.zeros(3, np.float32))
    real = generator.normal(1.0, 0.3, (100, 2, 10)).astype(np.float32)
    outliers = generator.normal(0.0, 0.3, (80, 10)).astype(np.float32)
    logits, targets = answers(100, 5)
    calibration, verdicts = calibrate_photos(head, logits, targets, real, outliers)
    assert 0 < verdicts.novelty_threshold < 1

    def novelty(embeddings: np.ndarray) -> np.ndarray:
        energy = np.logaddexp.reduce(head.logits(embeddings), axis=1)[:, None]
        features = np.concatenate((embeddings, embeddings**2, energy), axis=1)
        unlike = features @ calibration.novelty_weight.numpy() + calibration.novelty_bias
        return 1 / (1 + np.exp(-unlike))

    fresh = generator.normal(1.0, 0.3, (500, 10)).astype(np.float32)
    strange = generator.normal(0.0, 0.3, (500, 10)).astype(np.float32)
    assert (novelty(fresh) <= verdicts.novelty_threshold).mean() > 0.95
    assert (novelty(strange) <= verdicts.novelty_threshold).mean() < 0.02
    assert bool((calibration.slope > 0).all())
    assert torch.isfinite(calibration.offset).all()
