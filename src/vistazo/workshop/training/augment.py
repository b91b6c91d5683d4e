"""Random changes to pictures while training, a whole batch at once.

`vary` works on what preprocessing gives, so it is cheap and runs at every step. `photograph` works
on pictures before preprocessing: it shows each digit as a canvas, a scan or a photo would.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

_ELASTIC_GRID = 6
_CANVAS = 64


def vary(seen: Tensor, generator: torch.Generator, strength: float = 1.0) -> Tensor:
    """Rotation, shear, scale, aspect, shift, elastic bending, stroke width and contrast.

    Args:
        seen: float32 (batch, 1, side, side) in 0..1, ink 1; on the CPU.
        generator: Draws the changes.
        strength: Scales all of them; 0 changes nothing.

    Returns:
        float32, the same shape and range.
    """
    batch, side = seen.shape[0], seen.shape[-1]

    def uniform(*shape: int) -> Tensor:
        return (torch.rand(batch, *shape, generator=generator) * 2 - 1) * strength

    turn, shear = uniform() * math.radians(12), uniform() * 0.15
    wide, high = 1 + uniform() * 0.1, 1 + uniform() * 0.1
    across = torch.stack((turn.cos() * wide, (shear - turn.sin()) * wide, uniform() * 0.07), 1)
    down = torch.stack((turn.sin() * high, turn.cos() * high, uniform() * 0.07), 1)
    grid = functional.affine_grid(
        torch.stack((across, down), 1), [batch, 1, side, side], align_corners=False
    )
    knots = torch.randn(batch, 2, _ELASTIC_GRID, _ELASTIC_GRID, generator=generator)
    bend = functional.interpolate(
        knots * (0.035 * strength), size=(side, side), mode="bicubic", align_corners=True
    )
    moved = functional.grid_sample(seen, grid + bend.permute(0, 2, 3, 1), align_corners=False)
    # One in five thicker, one in five thinner, by up to a pixel on each side.
    fate = torch.rand(batch, generator=generator)
    amount = torch.rand(batch, 1, 1, 1, generator=generator)
    for chosen, sign, most in (
        (fate < 0.2 * strength, 1, 1.0),
        (fate > 1 - 0.2 * strength, -1, 0.6),
    ):
        picked = moved[chosen]
        grown = sign * functional.max_pool2d(sign * picked, 3, 1, 1)
        moved[chosen] = torch.lerp(picked, grown, amount[chosen] * most)
    return moved.clamp(1e-4, 1.0) ** torch.exp(uniform(1, 1, 1) * 0.3)


def photograph(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Lay each picture of ink on a canvas or on paper, anywhere, in any light.

    Size, place, stroke width, sharpness, contrast, polarity, uneven light and noise are drawn for
    each.

    Args:
        pictures: uint8 (batch, side, side), ink bright on black.
        generator: Draws the changes.

    Returns:
        uint8 (batch, 64, 64).
    """
    batch = len(pictures)

    def uniform(low: float, high: float) -> Tensor:
        return torch.rand(batch, 1, 1, generator=generator) * (high - low) + low

    def chance(share: float) -> Tensor:
        return torch.rand(batch, 1, 1, generator=generator) < share

    size = uniform(0.3, 1.0)
    ink = _place(pictures.float()[:, None] / 255.0, size, generator)[:, 0]
    # Thick pens: the ink grows; thin pens: only the core of the stroke stays.
    reach = torch.where(chance(0.6), size * uniform(0.0, 2.8), torch.zeros(()))
    for step in range(3):
        ink = torch.lerp(ink, _grown(ink, step), (reach - step).clamp(0, 1))
    core = torch.where(chance(0.5), uniform(0.0, 0.6), torch.zeros(()))
    ink = ((ink - core) / (1 - core)).clamp(min=0.0)
    soft = functional.avg_pool2d(ink[:, None], 3, 1, 1, count_include_pad=False)[:, 0]
    ink = torch.where(chance(0.3), soft, ink)
    return lay_on_paper((ink * uniform(1.0, 2.0)).clamp(max=1.0), generator)


def lay_on_paper(ink: Tensor, generator: torch.Generator) -> Tensor:
    """Show ink as a canvas, a scan or a photo would: contrast, polarity, uneven light and noise.

    Args:
        ink: float32 (batch, side, side), 0 to 1.
        generator: Draws the changes for each picture.

    Returns:
        uint8, the same shape.
    """
    batch, side = len(ink), ink.shape[-1]

    def uniform(low: float, high: float) -> Tensor:
        return torch.rand(batch, 1, 1, generator=generator) * (high - low) + low

    def chance(share: float) -> Tensor:
        return torch.rand(batch, 1, 1, generator=generator) < share

    direction = uniform(0.0, 2 * math.pi)
    line = torch.linspace(-1, 1, side)
    slope = line[None, None] * direction.cos() + line[None, :, None] * direction.sin()
    plain = chance(0.4)
    shade = torch.where(plain, torch.zeros(()), uniform(0.0, 25.0)) * slope
    noise = torch.where(plain, torch.zeros(()), uniform(0.0, 12.0))
    paper = torch.where(plain, torch.full((), 255.0), uniform(150.0, 245.0))
    contrast = torch.where(plain, uniform(120.0, 255.0), uniform(70.0, 150.0))
    grain = torch.randn(batch, side, side, generator=generator)
    result = paper + shade - contrast * ink + noise * grain
    result = torch.where(chance(0.5), result, 255.0 - result)
    return result.clamp(0, 255).round().to(torch.uint8)


def _grown(ink: Tensor, step: int) -> Tensor:
    """Ink (batch, side, side) a pixel wider on every side; steps in turn make a round pen."""
    if step % 2:
        return functional.max_pool2d(ink[:, None], 3, 1, 1)[:, 0]
    high = functional.max_pool2d(ink[:, None], (3, 1), 1, (1, 0))
    wide = functional.max_pool2d(ink[:, None], (1, 3), 1, (0, 1))
    return torch.maximum(high, wide)[:, 0]


def _place(ink: Tensor, size: Tensor, generator: torch.Generator) -> Tensor:
    """Put pictures (batch, 1, side, side) on a canvas at a size, anywhere within it."""
    batch = len(ink)
    free = 1.0 - 0.72 * size[:, 0, 0]
    shift = (torch.rand(batch, 2, generator=generator) * 2 - 1) * free[:, None]
    matrix = torch.zeros(batch, 2, 3)
    matrix[:, 0, 0] = matrix[:, 1, 1] = 1.0 / size[:, 0, 0]
    matrix[:, :, 2] = shift / size[:, :, 0]
    grid = functional.affine_grid(matrix, [batch, 1, _CANVAS, _CANVAS], align_corners=False)
    return functional.grid_sample(ink, grid, align_corners=False)
