"""An image model of `transformers` as a backbone."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from vistazo.errors import ModelError
from vistazo.types import Float32Array
from vistazo.workshop.model.photo_network import PooledBackbone


@dataclass(frozen=True, eq=False)
class Classifier:
    """The linear layer that a backbone was trained with.

    Attributes:
        names: What each row stands for; several words for one thing are apart by commas.
        weight: float32 (classes, width).
        bias: float32 (classes,).
    """

    names: tuple[str, ...]
    weight: Float32Array
    bias: Float32Array


class PretrainedBackbone(PooledBackbone):
    """An image model of `transformers`; batch normalisation keeps its statistics for ever.

    Feature maps are pooled; of tokens, those of places are pooled, and where there is one that
    stands for the whole picture, it is beside them at every place.

    Args:
        model: Its output is (batch, channels, h, w), or tokens (batch, 1 + h × w, channels).
        name: What it is called.
        side: Of the square that it takes, pixels.
        mean: Of each channel, for pixels in 0..1.
        deviation: Of each channel.
        classifier: Its own, where it has one on the pooled features.

    Raises:
        ModelError: The model's output is neither.
    """

    def __init__(
        self,
        model: nn.Module,
        name: str,
        side: int,
        mean: tuple[float, ...],
        deviation: tuple[float, ...],
        classifier: Classifier | None = None,
    ) -> None:
        super().__init__()
        self.model = model.eval()
        self.classifier = classifier
        _settle_positions(model, side)
        with torch.inference_mode():
            output = self._output(torch.zeros(1, 3, side, side))
        if output.ndim not in (3, 4):
            raise ModelError(
                f"The backbone {name} must give maps (batch, channels, height, width) or tokens "
                f"(batch, tokens, channels), got {tuple(output.shape)}; choose another."
            )
        self.grid = 0 if output.ndim == 4 else math.isqrt(output.shape[1])
        extra = 0 if output.ndim == 4 else output.shape[1] - self.grid**2
        self.extra = extra
        channels = output.shape[1] if output.ndim == 4 else output.shape[2] * (2 if extra else 1)
        self.describe(name, channels, side, mean, deviation)

    def train(self, mode: bool = True) -> PretrainedBackbone:
        """Switch dropout; batch normalisation stays as it is."""
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.eval()
        return self

    def maps(self, pixels: Tensor) -> Tensor:
        """float32 (batch, 3, side, side) → (batch, width, h, w)."""
        output = self._output(pixels)
        if not self.grid:
            return output
        places = output[:, self.extra :]
        if self.extra:
            whole = output[:, :1].expand(-1, self.grid**2, -1)
            places = torch.cat((whole, places), dim=2)
        return places.transpose(1, 2).reshape(-1, self.width, self.grid, self.grid)

    def _output(self, pixels: Tensor) -> Tensor:
        output: Tensor = self.model(pixels).last_hidden_state
        return output


def _settle_positions(model: nn.Module, side: int) -> None:
    """Stretch learned positions to the side for good, rather than at every picture."""
    embeddings: Any = getattr(model, "embeddings", None)
    stretch: Callable[..., Tensor] | None = getattr(embeddings, "interpolate_pos_encoding", None)
    positions = getattr(embeddings, "position_embeddings", None)
    if stretch is None or positions is None:
        return
    with torch.no_grad():
        pixels = torch.zeros(1, 3, side, side)
        patches = embeddings.patch_embeddings(pixels)
        if patches.shape[1] + 1 == positions.shape[1]:
            return
        tokens = torch.zeros(1, patches.shape[1] + 1, positions.shape[2])
        embeddings.position_embeddings = nn.Parameter(stretch(tokens, side, side).clone())
