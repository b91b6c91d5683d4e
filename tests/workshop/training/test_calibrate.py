"""Temperature and novelty are fitted on held-out pictures."""

from __future__ import annotations

import torch

from vistazo.evaluation.metrics import auroc
from vistazo.workshop.model.presets import build_network
from vistazo.workshop.training.calibrate import calibrate, fit_novelty
from vistazo.workshop.training.material import Material


def test_novelty_tells_two_clouds_apart() -> None:
    generator = torch.Generator().manual_seed(0)
    real = torch.randn(400, 5, generator=generator)
    outliers = torch.randn(300, 5, generator=generator) + torch.tensor([4.0, 0, 0, 0, 0])
    weight, bias = fit_novelty(real, outliers)
    inside, outside = real @ weight + bias, outliers @ weight + bias
    assert auroc(outside.double().numpy(), inside.double().numpy()) > 0.99
    assert (inside < 0).float().mean() > 0.95
    assert weight.abs().argmax() == 0


def test_novelty_does_not_depend_on_how_many_outliers_there_are() -> None:
    generator = torch.Generator().manual_seed(0)
    real = torch.randn(200, 3, generator=generator)
    outliers = torch.randn(200, 3, generator=generator) + 1.0
    once, twice = fit_novelty(real, outliers), fit_novelty(real, outliers.repeat(4, 1))
    torch.testing.assert_close(once[0], twice[0], atol=0.02, rtol=0.05)


def test_calibration_fits_the_network_that_it_gets(material: Material) -> None:
    torch.manual_seed(0)
    network = build_network("glance", 3).eval()
    plain = calibrate(network, material)
    with torch.no_grad():
        network.head.weight *= 3.0
        network.head.bias *= 3.0
    sharper = calibrate(network, material)
    assert sharper.temperature > plain.temperature
    assert plain.novelty_weight.shape == (257,)
