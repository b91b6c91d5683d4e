"""A small backbone for photos whose weights are ours: it learns to see as a large one does."""

from __future__ import annotations

from collections import OrderedDict

from torch import Tensor, nn

from vistazo.workshop.model.networks import Residual, block
from vistazo.workshop.model.photo_network import PooledBackbone

SMALL = "vistazo/small"
SIDE, WIDTH = 96, 256
_MEAN, _DEVIATION = (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)


class SmallBackbone(PooledBackbone):
    """Plain and residual 3×3 convolutions, 1.1 million parameters: maps of 6×6 for 96×96 pixels.

    Its embedding is signed, as what it learns to tell are the principal components of another
    backbone's.
    """

    def __init__(self) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            OrderedDict(
                stem=block(3, 24, stride=2),
                down1=block(24, 48, stride=2),
                rest1=_residual(48),
                down2=block(48, 96, stride=2),
                rest2=nn.Sequential(_residual(96), _residual(96)),
                down3=block(96, 160, stride=2),
                rest3=_residual(160),
                wide=block(160, WIDTH, kernel=1),
                last=nn.Conv2d(WIDTH, WIDTH, 1),
            )
        )
        self.use(SIDE)

    def use(self, side: int) -> None:
        """Be shown photos of this many pixels a side; it learns from SIDE."""
        self.describe(SMALL, WIDTH, side, _MEAN, _DEVIATION, 0.0)

    def maps(self, pixels: Tensor) -> Tensor:
        """float32 (batch, 3, 96, 96) → (batch, 256, 6, 6)."""
        maps: Tensor = self.convolutions(pixels)
        return maps


def _residual(channels: int) -> nn.Module:
    second = block(channels, channels)
    inner = nn.Sequential(block(channels, channels), second[:2])
    return nn.Sequential(OrderedDict(sum=Residual(inner), activation=nn.ReLU()))
