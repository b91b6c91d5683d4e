"""Heads: the losses as they are defined, and what the start and the photos decide."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from vistazo.errors import OptionError
from vistazo.evaluation.ranking import mean_average_precision
from vistazo.workshop.training.photo_head import (
    LOSSES,
    HeadSettings,
    choose_settings,
    element_loss,
    element_weights,
    fit_head,
    out_of_fold,
)
from vistazo.workshop.training.photo_split import folds


def problem(
    photos: int = 60, width: int = 12, labels: int = 3, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features (n, 2, width), targets that depend on them, and the rows that decided."""
    generator = np.random.default_rng(seed)
    features = generator.normal(size=(photos, 1, width)) + 2.0
    rows = generator.normal(size=(labels, width))
    logits = (features[:, 0] - 2.0) @ rows.T - 1.0
    targets = (logits + generator.logistic(size=logits.shape) > 0).astype(np.int8)
    views = features + generator.normal(scale=0.1, size=(photos, 2, width))
    return views.astype(np.float32), targets, rows.astype(np.float32)


@pytest.mark.parametrize("logit", [-3.0, -0.2, 0.0, 1.7])
def test_losses_are_what_their_papers_say(logit: float) -> None:
    chance = 1 / (1 + np.exp(-logit))
    values = torch.tensor([logit, logit], dtype=torch.float64)
    wanted = torch.tensor([1.0, 0.0], dtype=torch.float64)
    shifted = max(chance - 0.05, 0.0)
    expected = {
        "bce": (-np.log(chance), -np.log(1 - chance)),
        "focal": (
            -0.25 * (1 - chance) ** 2 * np.log(chance),
            -0.75 * chance**2 * np.log(1 - chance),
        ),
        "asl": (-(1 - chance) * np.log(chance), -(shifted**2) * np.log(1 - shifted)),
    }
    for loss in LOSSES:
        found = element_loss(loss, values, wanted)
        np.testing.assert_allclose(found.numpy(), expected[loss], rtol=1e-9)


def test_rare_labels_count_more_and_open_ones_nothing() -> None:
    targets = np.array([[1, -1], [0, 1], [0, 0], [0, 0], [0, 1]], np.int8)
    weights = element_weights(targets, 0.5)
    assert weights[0].tolist() == [2.0, 0.0]
    assert weights[1].tolist() == [1.0, 1.0]
    assert (element_weights(targets, 0.0) == (targets >= 0)).all()


@pytest.mark.parametrize("loss", LOSSES)
def test_it_learns_what_decided(loss: str) -> None:
    features, targets, rows = problem(300)
    head = fit_head(features, targets, 0 * rows, HeadSettings(loss, 0.001, 0.0, 0.0))
    fresh, judged, _ = problem(300)
    assert mean_average_precision(head.logits(fresh[:, 0]), judged) > 0.85


def test_it_is_the_minimum_over_all_rows_though_it_looks_only_where_the_photos_lie() -> None:
    features, targets, _ = problem(15, 60)
    start = np.random.default_rng(4).normal(size=(3, 60)).astype(np.float32)
    settings = HeadSettings("bce", 0.3, 0.0, 1.0)
    head = fit_head(features, targets, start, settings)
    flat = features.reshape(-1, 60).astype(np.float64)
    middle = flat.mean(axis=0)
    weight = head.weight.astype(np.float64)
    chance = 1 / (1 + np.exp(-(flat @ weight.T + head.bias)))
    wrong = (chance - targets.repeat(2, axis=0)) / 2
    spread = ((flat - middle) ** 2).sum(axis=1).mean()
    slope = wrong.T @ (flat - middle) + 0.3 * spread * (weight - start)
    assert np.abs(slope).max() < 0.02


def test_a_strong_pull_keeps_the_start() -> None:
    features, targets, rows = problem()
    head = fit_head(features, targets, rows, HeadSettings("bce", 1e5, 0.0, 1.0))
    np.testing.assert_allclose(head.weight, rows, atol=1e-4)


def test_open_targets_decide_nothing() -> None:
    features, targets, rows = problem()
    settings = HeadSettings("bce", 0.1, 0.0, 0.0)
    plain = fit_head(features[:40], targets[:40], 0 * rows, settings)
    hidden = targets.copy()
    hidden[40:] = -1
    centred = features.copy()
    centred[40:] = features[:40].reshape(-1, 12).mean(axis=0)
    # The others tell nothing but how far features spread.
    spread = [((item - item.mean((0, 1))) ** 2).sum(2).mean() for item in (features[:40], centred)]
    settings = HeadSettings("bce", 0.1 * float(spread[0] / spread[1]), 0.0, 0.0)
    open_ = fit_head(centred, hidden, 0 * rows, settings)
    np.testing.assert_allclose(open_.weight, plain.weight, atol=2e-3)


def test_a_start_that_knows_is_chosen_and_one_that_does_not_is_left() -> None:
    features, targets, rows = problem(40, 60)
    good, tried = choose_settings(features, targets, rows)
    assert good.start > 0
    assert set(tried) == {name for name in tried if name.startswith("bce start ")}
    misleading = -rows
    assert choose_settings(features, targets, misleading)[0].start == 0.0


def test_no_photo_is_judged_by_a_head_that_saw_it() -> None:
    """Random labels cannot be known, though a head can learn them by heart."""
    generator = np.random.default_rng(2)
    features = generator.normal(size=(80, 1, 200)).astype(np.float32)
    targets = (generator.random((80, 2)) < 0.5).astype(np.int8)
    start, settings = np.zeros((2, 200), np.float32), HeadSettings("bce", 0.001, 0.0, 0.0)
    learned = fit_head(features, targets, start, settings).logits(features[:, 0])
    assert ((learned > 0) == targets).mean() > 0.95
    parts = folds(targets, 4, 0)
    honest = out_of_fold(features, targets, start, settings, parts)
    assert 0.3 < ((honest > 0) == targets).mean() < 0.7


def test_a_loss_that_there_is_not() -> None:
    with pytest.raises(OptionError, match="--loss must be one of bce, focal, asl, got 'hinge'"):
        HeadSettings("hinge")
