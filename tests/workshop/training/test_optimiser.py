"""Muon's steps are orthogonal, and the average of the weights is one."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from vistazo.workshop.training.optimiser import Muon, WeightAverage, make_optimisers


@pytest.mark.parametrize("shape", [(16, 4, 3, 3), (64, 2, 3, 3), (8, 8, 1, 1)])
def test_a_step_of_muon_has_singular_values_near_the_learning_rate(shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    weight = nn.Parameter(torch.zeros(shape))
    weight.grad = torch.randn(shape)
    Muon([weight], lr=0.5).step()
    step = weight.detach().reshape(shape[0], -1)
    scale = 0.5 * max(1.0, step.shape[0] / step.shape[1]) ** 0.5
    values = torch.linalg.svdvals(step) / scale
    assert values.max() < 1.35
    assert values.min() > 0.4


def test_a_step_goes_against_the_gradient() -> None:
    weight = nn.Parameter(torch.randn(8, 3, 3, 3))
    before = weight.detach().clone()
    weight.grad = torch.randn_like(weight)
    Muon([weight], lr=0.1).step()
    assert ((weight.detach() - before) * weight.grad).sum() < 0


def test_weight_decay_shrinks() -> None:
    weight = nn.Parameter(torch.ones(4, 2, 1, 1))
    weight.grad = torch.zeros_like(weight)
    Muon([weight], lr=0.1, weight_decay=0.5).step()
    torch.testing.assert_close(weight.detach(), torch.full((4, 2, 1, 1), 0.95))


def test_every_weight_has_one_optimiser() -> None:
    network = nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.Conv2d(4, 8, 3), nn.BatchNorm2d(8), nn.Linear(8, 2)
    )
    muon, adam = make_optimisers(network, 0.1, 0.0)
    counts = [sum(len(group["params"]) for group in item.param_groups) for item in (muon, adam)]
    assert counts == [1, len(list(network.parameters())) - 1]


def test_the_average_follows_the_weights() -> None:
    network = nn.Linear(2, 2)
    average = WeightAverage(network, decay=0.5)
    nn.init.constant_(network.weight, 1.0)
    for _ in range(40):
        average.update(network)
    torch.testing.assert_close(average.network.weight, network.weight)


def test_the_average_goes_on_where_it_was() -> None:
    network = nn.Linear(2, 2)
    average, other = WeightAverage(network), WeightAverage(nn.Linear(2, 2))
    average.update(network)
    other.restore(average.state())
    nn.init.constant_(network.weight, 3.0)
    average.update(network)
    other.update(network)
    torch.testing.assert_close(average.network.weight, other.network.weight)
