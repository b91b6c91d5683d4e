"""A small backbone of our own learns to see as a large one does, and to tell things in scenes.

The first after Hinton et al. (2015): what is matched are the principal components of the large
one's embedding.
"""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass

import numpy as np
import structlog
import torch
from torch import Tensor, nn
from torch.nn import functional

from vistazo.errors import OptionError
from vistazo.types import UInt8Array
from vistazo.workshop.model.photo_network import Backbone
from vistazo.workshop.model.small_photo import WIDTH, SmallBackbone
from vistazo.workshop.training.components import Components
from vistazo.workshop.training.optimiser import WeightAverage, make_optimisers
from vistazo.workshop.training.photo_views import Views
from vistazo.workshop.training.settings import fast_bfloat16

log = structlog.get_logger(__name__)

_BATCH = 128
_WARM_UP = 0.1
_DECAY = 0.01
_AVERAGE = 0.998
_BRIGHTNESS = 0.2
TELLING = 4.0
"""What telling things weighs in scenes, where matching the large backbone weighs 1."""


@dataclass(frozen=True)
class DistilSettings:
    """How a small backbone learns.

    Attributes:
        scenes: Looked at.
        epochs: Passes over all of them.
        learning_rate: At its peak.
        cut_outs: Looked at afterwards, of each photo that the head learns from.
        cut_out_epochs: Passes over these and some of the scenes.
        cut_out_rate: Learning rate of these, at its peak.
        seed: Of weights, scenes and order.
    """

    scenes: int = 36_000
    epochs: int = 20
    learning_rate: float = 0.02
    cut_outs: int = 60
    cut_out_epochs: int = 8
    cut_out_rate: float = 0.01
    seed: int = 0

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.seed < 0:
            raise OptionError(
                f"--epochs must be at least 1 and --seed not negative, got {self.epochs} and "
                f"{self.seed}."
            )


@dataclass(frozen=True)
class Course:
    """One part of the learning.

    Attributes:
        epochs: Passes over all views.
        learning_rate: At its peak.
        telling: What telling things weighs, where matching the large backbone weighs 1.
        tint: How much the light of each colour is varied.
        seed: Of the order.
    """

    epochs: int
    learning_rate: float
    telling: float
    tint: float
    seed: int


def distil(pair: Pair, views: Views, judged: Views, components: Components, course: Course) -> Pair:
    """Train a small backbone further.

    Args:
        pair: To begin with; it stays as it is.
        views: To learn from.
        judged: Of other things, to see how learning goes.
        components: Of the embeddings.
        course: How long, how fast.
    """
    torch.manual_seed(course.seed)
    generator = np.random.default_rng(course.seed + 1)
    pair = copy.deepcopy(pair)
    half = fast_bfloat16(torch.device("cpu"))
    average = WeightAverage(pair, _AVERAGE)
    optimisers = make_optimisers(pair, course.learning_rate, _DECAY, half=half)
    groups = [group for optimiser in optimisers for group in optimiser.param_groups]
    peaks = [group["lr"] for group in groups]
    wanted, shown = _targets(views, components)
    steps, step = course.epochs * (len(wanted) // _BATCH), 0
    began = time.process_time()
    for epoch in range(course.epochs):
        pair.train()
        total = np.zeros(2)
        order = generator.permutation(len(wanted))
        for rows in order[: len(order) // _BATCH * _BATCH].reshape(-1, _BATCH):
            for group, peak in zip(groups, peaks, strict=True):
                group["lr"] = peak * _pace(step / steps)
            with torch.autocast("cpu", torch.bfloat16, enabled=half):
                found, told = pair(_varied(views.pixels[rows], course.tint))
            losses = _losses(found.float(), told.float(), wanted[rows], shown[rows])
            for optimiser in optimisers:
                optimiser.zero_grad()
            (losses[0] + course.telling * losses[1]).backward()  # type: ignore[no-untyped-call]
            for optimiser in optimisers:
                optimiser.step()
            average.update(pair)
            total += [loss.item() for loss in losses]
            step += 1
        log.info(
            "epoch",
            number=epoch + 1,
            losses=(total * _BATCH / len(wanted)).round(4).tolist(),
            judged=_judge(_pair(average), judged, components),
            cpu_seconds=round(time.process_time() - began),
        )
    return _pair(average)


class Pair(nn.Module):
    """A backbone, and what tells kinds of things by its embedding.

    Args:
        kinds: How many.
        seed: Of the weights.
    """

    def __init__(self, kinds: int, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.backbone = SmallBackbone()
        self.kinds = nn.Linear(WIDTH, kinds)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """float32 (n, 3, side, side) in 0..1 → embedding, and a logit for each kind."""
        embedding = self.backbone(_normalised(images, self.backbone))
        return embedding, self.kinds(embedding)


def _pair(average: WeightAverage) -> Pair:
    assert isinstance(average.network, Pair)
    return average.network


def _pace(share: float) -> float:
    """Of the peak learning rate, after this share of the steps."""
    if share < _WARM_UP:
        return share / _WARM_UP
    return 0.5 + 0.5 * float(np.cos(np.pi * (share - _WARM_UP) / (1.0 - _WARM_UP)))


def _varied(pixels: UInt8Array, tint: float) -> Tensor:
    """Mirrored or not, lighter or darker, float32 (n, 3, side, side) in 0..1."""
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255.0
    mirrored = torch.rand(len(images)) < 0.5
    images[mirrored] = images[mirrored].flip(3)
    light = 1.0 + _BRIGHTNESS * (torch.rand(len(images), 1, 1, 1) - 0.5)
    colour = 1.0 + tint * (torch.rand(len(images), 3, 1, 1) - 0.5)
    return (images * light * colour).clamp(0.0, 1.0)


def _normalised(images: Tensor, backbone: Backbone) -> Tensor:
    shape = (1, 3, 1, 1)
    mean = torch.tensor(backbone.mean).reshape(shape)
    deviation = torch.tensor(backbone.deviation).reshape(shape)
    return ((images - mean) / deviation).contiguous(memory_format=torch.channels_last)


def _distance(found: Tensor, wanted: Tensor) -> Tensor:
    """Squared differences, and how far the directions are apart."""
    direction = 1.0 - functional.cosine_similarity(found, wanted, dim=1)
    return functional.mse_loss(found, wanted) + direction.mean()


def _targets(views: Views, components: Components) -> tuple[Tensor, Tensor]:
    wanted = (views.embeddings - components.middle) @ components.axes
    return torch.from_numpy(wanted), torch.from_numpy(views.shown).float()


def _losses(found: Tensor, told: Tensor, wanted: Tensor, shown: Tensor) -> tuple[Tensor, Tensor]:
    return _distance(found, wanted), functional.binary_cross_entropy_with_logits(told, shown)


def _judge(pair: Pair, judged: Views, components: Components) -> list[float]:
    targets = _targets(judged, components)
    parts = np.array_split(judged.pixels, max(1, len(judged.pixels) // 256))
    with torch.inference_mode():
        answers = [
            pair(torch.from_numpy(part).permute(0, 3, 1, 2).float() / 255.0) for part in parts
        ]
    found, told = (torch.cat(column) for column in zip(*answers, strict=True))
    return [round(float(loss), 4) for loss in _losses(found, told, *targets)]
