"""A backbone, a head, and what is read off them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from vistazo.learning.head import novelty_features
from vistazo.workshop.model.backbones import tagger_c
from vistazo.workshop.model.photo_network import (
    Deepened,
    Embedder,
    PhotoCalibration,
    PhotoNetwork,
    PhotoRecogniser,
)

from ..photo_parts import Colours


def calibration(labels: int, width: int) -> PhotoCalibration:
    weight = torch.linspace(-0.1, 0.1, 2 * width + 1)
    return PhotoCalibration(torch.full((labels,), 1.5), torch.linspace(-1, 1, labels), weight, 0.2)


def test_attention_adds_up_to_the_logits_less_the_bias() -> None:
    network = PhotoNetwork(Colours(), 4)
    maps = network.maps(torch.rand(3, 3, 32, 32))
    logits = network.head(network.embed(maps))
    total = network.attention(maps).sum(dim=(2, 3)) + network.head.bias
    torch.testing.assert_close(total, logits)


def test_dense_layers_are_applied_at_every_place() -> None:
    backbone = Deepened(Colours(), (8, 6), (0.5, 0.3)).eval()
    network = PhotoNetwork(backbone, 4)
    maps = network.maps(torch.rand(2, 3, 32, 32))
    attention = network.attention(maps)
    assert attention.shape == (2, 4, 8, 8)
    # A photo that looks the same everywhere gives each place an equal share of the logit.
    flat = maps.mean(dim=(2, 3), keepdim=True).expand_as(maps)
    total = network.attention(flat).sum(dim=(2, 3)) + network.head.bias
    torch.testing.assert_close(total, network.head(network.embed(maps)))


def test_the_dense_layers_of_system_c() -> None:
    deepened = tagger_c(Colours())
    shapes = [tuple(layer.linear.weight.shape) for layer in deepened.hidden]
    assert shapes == [(512, 16), (256, 512)]
    assert [layer.dropout.p for layer in deepened.hidden] == [0.5, 0.3]
    assert deepened.width == 256


def test_every_label_is_answered_by_itself() -> None:
    network = PhotoNetwork(Colours(), 3)
    recogniser = PhotoRecogniser(network, calibration(3, 16)).eval()
    image = torch.from_numpy(
        np.random.default_rng(0).integers(0, 256, (2, 30, 50, 3), dtype=np.uint8)
    )
    with torch.inference_mode():
        answer = recogniser(image)
        logits = network.head(answer.embedding)
    expected = torch.sigmoid(1.5 * logits + torch.linspace(-1, 1, 3))
    torch.testing.assert_close(answer.probability, expected)
    assert answer.seen.shape == (2, 32, 32, 3)
    assert answer.attention.shape == (2, 3, 8, 8)
    # As the shop's learner reckons it.
    features = novelty_features(answer.embedding.numpy(), logits.numpy())
    unlike = features @ recogniser.novelty_weight.numpy() + 0.2
    np.testing.assert_allclose(answer.novelty.numpy(), 1 / (1 + np.exp(-unlike)), atol=1e-5)
    (alone,) = Embedder(network.backbone)(image)
    torch.testing.assert_close(alone, answer.embedding)


def test_a_slope_that_turns_a_label_round_is_refused() -> None:
    with pytest.raises(ValueError, match="positive slope"):
        PhotoCalibration(torch.tensor([1.0, -1.0]), torch.zeros(2), torch.zeros(5), 0.0)
