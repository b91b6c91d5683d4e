"""From a photo of any size to the square that a backbone wants, as operations that survive export.

A resize is two matrix products whose weights are computed from the sizes: rows first, then columns.
A picture that is made smaller is averaged over with a triangle, as Pillow's BILINEAR does it, so
that nothing flickers. Most of a weight matrix would be zeros: what an eighth of the rows of the
result needs lies in a little more than an eighth of the picture, so there is a product for each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from vistazo.errors import OptionError

_STRIPS = 8
"""Products an axis, where the side divides by it."""

_SLACK = 3
"""Pixels that a strip may begin early or end late, as its ends are rounded."""


class Fitted(NamedTuple):
    """What preprocessing gives.

    Attributes:
        pixels: float32 (batch, 3, side, side), normalised as the backbone was trained.
        seen: float32 (batch, side, side, 3), the same picture in 0..1.
    """

    pixels: Tensor
    seen: Tensor


class PhotoPreprocess(nn.Module):
    """Any size → (side, side), scaled and normalised.

    Args:
        side: Of the square, pixels.
        mean: Of each channel, for pixels in 0..1.
        deviation: Of each channel, positive.
        crop: How much of the photo's shorter side the square in its middle takes, above 0 and up
            to 1; with 0 the whole photo is stretched to a square.

    Raises:
        OptionError: A side or a deviation that is not positive, not three channels, or a crop
            outside 0..1.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(
        self, side: int, mean: Sequence[float], deviation: Sequence[float], crop: float = 0.0
    ) -> None:
        super().__init__()
        if side < 1 or len(mean) != 3 or len(deviation) != 3 or min(deviation) <= 0.0:
            raise OptionError(
                "Preprocessing needs a positive side, and a mean and a positive deviation for each "
                f"of three channels; got {side}, {list(mean)}, {list(deviation)}."
            )
        if not 0.0 <= crop <= 1.0:
            raise OptionError(f"The crop must lie in 0..1, got {crop}.")
        self.side = side
        self.crop = crop
        self.strips = math.gcd(side, _STRIPS)
        shape = (1, 3, 1, 1)
        self.register_buffer("mean", torch.tensor(mean).reshape(shape), persistent=False)
        self.register_buffer("deviation", torch.tensor(deviation).reshape(shape), persistent=False)

    def forward(self, image: Tensor) -> Fitted:
        """Fit a batch.

        Args:
            image: uint8 (batch, height, width, 3), any size from 1×1 up.
        """
        batch, height, width = image.shape[:3]
        high, wide = self._extent(height), self._extent(width)
        square = torch.minimum(high, wide) * self.crop
        index, weights = self._axis(height, high, square if self.crop else high)
        strips = image[:, index].reshape(batch, self.strips, -1, width * 3).float()
        rows = (weights @ strips).reshape(batch, self.side, width, 3)
        # Columns as rows, so that the strips lie together in memory.
        turned = rows.permute(0, 3, 2, 1)
        index, weights = self._axis(width, wide, square if self.crop else wide)
        strips = turned[:, :, index].reshape(batch, 3, self.strips, -1, self.side)
        fitted = (weights @ strips).reshape(batch, 3, self.side, self.side)
        share = (fitted.transpose(2, 3) * (1.0 / 255.0)).clamp(0.0, 1.0)
        return Fitted((share - self.mean) / self.deviation, share.permute(0, 2, 3, 1))

    def _extent(self, size: int) -> Tensor:
        """A size as float32 (1,); a number would become a constant of the exported graph."""
        return torch.arange(size, device=self.mean.device)[-1:].float() + 1.0

    def _axis(self, size: int, extent: Tensor, taken: Tensor) -> tuple[Tensor, Tensor]:
        """Which pixels each strip takes, and with what weights.

        Args:
            size: Pixels of the picture along the axis.
            extent: The same, float32 (1,).
            taken: How many of them, in the middle, the square takes, float32 (1,).

        Returns:
            int64 (strips × n,) and float32 (strips, side / strips, n).
        """
        window = size // self.strips + 2 * (size // self.side) + 2 * _SLACK
        device = self.mean.device
        place = torch.arange(self.side, device=device).float().reshape(self.strips, -1, 1)
        step = taken * (1.0 / self.side)
        centre = (place + 0.5) * step + (extent - taken) * 0.5 - 0.5
        reach = step.clamp(min=1.0)
        first = (centre[:, :1] - reach).floor()
        pixel = first + torch.arange(window, device=device).float()
        weight = (1.0 - (pixel - centre).abs() / reach).clamp(min=0.0)
        weight = weight * ((pixel >= 0.0) & (pixel < extent)).float()
        index = torch.minimum(pixel.clamp(min=0.0), extent - 1.0).long()
        return index.flatten(), weight / weight.sum(2, keepdim=True)
