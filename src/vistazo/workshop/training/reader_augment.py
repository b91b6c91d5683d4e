"""What paper, light and scanning leave on a normalised line."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def weather(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Lines as a picture of them would give: blurred, fainter in places, with grain.

    Args:
        pictures: uint8 (lines, height, columns), ink 255 on 0.
        generator: Draws which lines change, and how.

    Returns:
        float32 of the same shape, 0..1.
    """
    lines = pictures.float() / 255.0
    count = len(lines)

    def some(share: float) -> Tensor:
        return (torch.rand(count, 1, 1, generator=generator) < share).float()

    strength = some(0.6) * torch.rand(count, 1, 1, generator=generator)
    blurred = functional.avg_pool2d(lines[:, None], 3, 1, 1)[:, 0]
    lines = lines + strength * (1.4 * blurred.clamp(max=0.715) - lines)
    gain = 1.0 + some(0.5) * 0.5 * (torch.rand(count, 1, 1, generator=generator) - 0.6)
    power = torch.exp(some(0.4) * 0.4 * torch.randn(count, 1, 1, generator=generator))
    lines = (gain * lines).clamp(0.0, 1.0) ** power
    grain = some(0.2) * 0.08 * torch.rand(count, 1, 1, generator=generator)
    lines = lines + grain * torch.randn(lines.shape, generator=generator)
    return lines.clamp(0.0, 1.0)
