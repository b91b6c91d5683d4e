"""The exported module as a whole."""

from __future__ import annotations

import pytest
import torch

from vistazo.workshop.model.presets import build_network
from vistazo.workshop.model.recogniser import Calibration, InkRecogniser, novelty_features


def make(temperature: float = 1.0, bias: float = 0.0) -> InkRecogniser:
    torch.manual_seed(0)
    weight = torch.randn(257) * 0.01
    return InkRecogniser(build_network("glance", 10), Calibration(temperature, weight, bias)).eval()


def picture() -> torch.Tensor:
    image = torch.zeros(1, 40, 30, dtype=torch.uint8)
    image[:, 5:35, 12:17] = 255
    return image


def test_a_blank_picture_gets_equal_probabilities_and_full_novelty() -> None:
    answer = make(bias=-50.0)(torch.full((2, 20, 20), 255, dtype=torch.uint8))
    torch.testing.assert_close(answer.probability, torch.full((2, 10), 0.1))
    torch.testing.assert_close(answer.novelty, torch.ones(2))


def test_shapes_follow_the_design() -> None:
    answer = make()(picture().repeat(3, 1, 1))
    assert [tuple(part.shape) for part in answer] == [
        (3, 10),
        (3, 128),
        (3,),
        (3, 28, 28),
        (3, 10, 7, 7),
    ]
    assert all(part.dtype == torch.float32 for part in answer)


def test_temperature_softens_and_keeps_the_order() -> None:
    sharp, soft = make(0.5)(picture()).probability[0], make(4.0)(picture()).probability[0]
    assert sharp.max() > soft.max()
    assert sharp.argsort().tolist() == soft.argsort().tolist()


def test_novelty_is_the_logistic_of_the_features() -> None:
    module = make(bias=0.3)
    answer = module(picture())
    logits = module.network.head(answer.embedding)
    features = novelty_features(answer.embedding, logits)
    expected = torch.sigmoid(features @ module.novelty_weight + 0.3)
    torch.testing.assert_close(answer.novelty, expected)


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("nan"), float("inf")])
def test_an_impossible_temperature_is_refused(temperature: float) -> None:
    with pytest.raises(ValueError, match="temperature must be positive"):
        Calibration(temperature, torch.zeros(257), 0.0)
