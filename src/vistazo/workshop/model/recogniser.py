"""A whole recogniser as one module: pixels in, calibrated probabilities out. This is exported."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from vistazo.workshop.model.networks import Network
from vistazo.workshop.model.preprocess import InkPreprocess


@dataclass(frozen=True)
class Calibration:
    """What is fitted after training, on held-out pictures.

    Attributes:
        temperature: Divides the logits (Guo et al. 2017), positive.
        novelty_weight: float32 (2 × width + 1,), of the logistic regression that tells pictures
            of the labels from others: for the embedding, its squares, and the energy.
        novelty_bias: Its constant.
    """

    temperature: float
    novelty_weight: Tensor
    novelty_bias: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.temperature) and self.temperature > 0.0):
            raise ValueError(f"temperature must be positive, got {self.temperature}")


class Answer(NamedTuple):
    """The outputs of a model file, in order; see DESIGN for their shapes."""

    probability: Tensor
    embedding: Tensor
    novelty: Tensor
    seen: Tensor
    attention: Tensor


def novelty_features(embedding: Tensor, logits: Tensor) -> Tensor:
    """What novelty is judged by, float32 (batch, 2 × width + 1).

    The energy is that of Liu et al. 2020, the logarithm of the summed exponentials of the logits.
    """
    energy = torch.logsumexp(logits, dim=1, keepdim=True)
    return torch.cat((embedding, embedding * embedding, energy), dim=1)


class InkRecogniser(nn.Module):
    """Preprocessing, network, calibration and novelty in one graph.

    A picture without ink gets equal probabilities and novelty 1.
    """

    sharpness: Tensor
    novelty_weight: Tensor
    novelty_bias: Tensor

    def __init__(self, network: Network, calibration: Calibration) -> None:
        super().__init__()
        self.preprocess = InkPreprocess()
        self.network = network
        # As tensors with names: what is fitted again when the shop learns is found by them.
        self.register_buffer("sharpness", torch.tensor(1.0 / calibration.temperature))
        self.register_buffer("novelty_weight", calibration.novelty_weight)
        self.register_buffer("novelty_bias", torch.tensor(calibration.novelty_bias))

    def forward(self, image: Tensor) -> Answer:
        """Recognise a batch.

        Args:
            image: uint8 (batch, height, width).
        """
        seen, inked, geometry = self.preprocess(image)
        inked = inked[:, 0]
        maps = self.network.maps(seen[:, None])
        embedding, attention = self.network.explain(maps, geometry)
        logits = self.network.head(embedding)
        probability = torch.softmax(logits * (inked * self.sharpness), dim=1)
        unlike = novelty_features(embedding, logits) @ self.novelty_weight + self.novelty_bias
        novelty = 1.0 - inked[:, 0] * torch.sigmoid(-unlike)
        return Answer(probability, embedding, novelty, seen, attention)
