"""From any picture of ink to 28×28, as tensor operations that survive export.

The same module feeds training and travels inside the ONNX file, so nothing about pixels is written
twice. Every resize is two matrix products whose weights are computed from sizes and boxes:
antialiased `interpolate` does not give the same numbers in ONNX Runtime as in torch, products do,
they batch, and they keep sub-pixel centring. One picture costs little more than the number of
operations, so there are few of them.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

SIZE = 28
"""Side of the picture that a network sees, pixels."""

BOX = 20
"""Length that the longer side of the ink's box is scaled to, pixels; as MNIST was made."""

GRID = 36
"""Side of the coarse picture on which light, ink and box are found, cells."""

BLOCKS = 9
"""Side of the still coarser picture that holds what is smooth: light, and where strokes are."""

LIGHT_WINDOW = 3
"""Blocks that the mean of the light runs over."""

CONTRAST = (10.0, 30.0)
"""What differs from its background by less than the first, of 255, is no ink; by more than the
second it is. In between it has to stand out CLEAR times the noise, as a hairline on a clean
canvas does and the light of an empty sheet does not."""

CLEAR = 20.0

LEAST_SIGNAL = 6.0
"""What stands out less than this many standard deviations of the paper is never ink."""


class Normalised(NamedTuple):
    """What preprocessing gives.

    Attributes:
        seen: float32 (batch, SIZE, SIZE), ink 1, background 0; all 0 where there is no ink.
        inked: float32 (batch, 1, 1), 1 where there is ink, 0 for a blank picture.
        geometry: float32 (batch, 3), what scaling throws away: height and width of the ink's box
            and the height of its middle below the top, all as shares of the picture's height.
    """

    seen: Tensor
    inked: Tensor
    geometry: Tensor


class InkPreprocess(nn.Module):
    """Uneven light, either polarity, any size and place, specks and noise → 28×28.

    Find the light as a wide mean that leaves out the ink; decide the polarity by the sign of the
    third moment of what is left; keep what stands out and is no speck; scale the longer side of
    its box to BOX; put its centre of mass on the pixel in the middle; sample from the original
    pixels minus the light. The target geometry is that of MNIST (LeCun et al. 1998).
    """

    edges: Tensor
    between: Tensor
    widen: Tensor
    gather: Tensor
    spread: Tensor
    inward: Tensor
    vertical: Tensor
    horizontal: Tensor
    first: Tensor
    mass: Tensor
    points: Tensor

    def __init__(self) -> None:
        super().__init__()
        cells = torch.arange(GRID).float()
        ones = torch.ones(GRID)
        pool = torch.eye(BLOCKS).repeat_interleave(GRID // BLOCKS, dim=1)
        blocks = (cells[:, None] + 0.5) * (BLOCKS / GRID) - 0.5
        held = blocks.clamp(0.0, BLOCKS - 1.0) - torch.arange(BLOCKS)
        middle = cells - (GRID - 1) / 2
        around = (torch.arange(SIZE).float() - SIZE // 2).repeat(1, 2)
        constants = {
            "edges": torch.arange(GRID + 1).float()[:, None],
            "between": torch.eye(GRID + 1)[1:] - torch.eye(GRID + 1)[:-1],
            "widen": _band(BLOCKS, LIGHT_WINDOW) @ pool,
            "gather": _band(BLOCKS, 3) @ pool,
            "spread": (1.0 - held.abs()).clamp(min=0.0),
            "inward": torch.stack((cells, GRID - 1.0 - cells))[:, None, None],
            "vertical": torch.stack((middle, ones)),
            "horizontal": torch.stack((ones, middle), dim=1),
            "first": torch.tensor([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 1.0]]),
            "mass": torch.tensor([[0.0], [0.0], [1.0], [0.0]]),
            "points": torch.cat((torch.eye(2).repeat_interleave(SIZE, dim=1), around), dim=0),
        }
        for name, constant in constants.items():
            self.register_buffer(name, constant, persistent=False)

    def forward(self, image: Tensor) -> Normalised:
        """Normalise a batch.

        Args:
            image: uint8 (batch, height, width), any size from 1×1 up.
        """
        picture = image.float()
        row, row_cells, height = self._axis(picture, 1)
        column, column_cells, width = self._axis(picture, 2)
        coarse = row_cells @ picture @ column_cells.T / (height * width)
        light, difference, noise = self._light(coarse)
        polarity = torch.sign((difference * difference * difference).sum((1, 2), keepdim=True))
        stroke, near, peak = self._stroke(difference * polarity, noise)
        least = torch.maximum((CLEAR * noise).clamp(*CONTRAST), LEAST_SIGNAL * noise)
        inked = (peak > least).float()

        cell = torch.cat((height, width))
        centre, ends = self._place(stroke, peak)
        sides = (ends.sum(0) - GRID).clamp(min=0.5) * cell
        step = sides.amax(1, keepdim=True) * (1.0 / BOX)
        # Where to sample, first down and then across: centre + step × (-14 … 13).
        points = torch.cat((centre * cell - 0.5, step), dim=1) @ self.points
        reach = step[..., None].clamp(min=1.0)
        down = _sample_weights(row, points[:, :SIZE, None], reach)
        across = _sample_weights(column, points[:, SIZE:, None], reach).transpose(1, 2)
        cells_down = down @ row_cells.T
        cells_across = column_cells @ across
        value = down @ picture @ across - cells_down @ light @ cells_across
        value = (value * polarity).clamp(min=0.0) * (cells_down @ near @ cells_across)
        value = value / (value.amax((1, 2), keepdim=True) + 1e-6)
        # What noise alone would give is paper, not grey ink.
        floor = (2.0 * noise / peak).clamp(max=0.3)
        middle = (ends[0, :, :1] - ends[1, :, :1] + GRID) * (0.5 * height)
        geometry = torch.cat((sides, middle), dim=1) / (GRID * height)
        return Normalised((value - floor).clamp(min=0.0) * inked, inked, geometry)

    def _axis(self, picture: Tensor, axis: int) -> tuple[Tensor, Tensor, Tensor]:
        """What a side of the picture needs.

        Returns:
            Pixel positions (n,), how much of each pixel lies in each cell (GRID, n), and the
            pixels that a cell takes, (1,).
        """
        position = torch.arange(picture.shape[axis], device=picture.device).float()
        step = (position[-1:] + 1.0) * (1.0 / GRID)
        # The part of each pixel that lies before each edge; between two edges lies a cell.
        before = (self.edges * step - position).clamp(0.0, 1.0)
        return position, self.between @ before, step

    def _light(self, coarse: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The light without the ink, what differs from it, and the paper's noise.

        Args:
            coarse: float32 (batch, GRID, GRID).

        Returns:
            Light and difference (batch, GRID, GRID), standard deviation (batch, 1, 1).
        """
        centred = coarse - coarse.mean((1, 2), keepdim=True)
        power = centred * centred
        paper = (power <= 2.25 * power.mean((1, 2), keepdim=True)).float()
        weight = self.widen @ paper @ self.widen.T + 1e-3
        smooth = self.widen @ (paper * centred) @ self.widen.T / weight
        difference = centred - self.spread @ smooth @ self.spread.T
        power = difference * difference
        quiet = torch.where(power <= 0.0625 * power.amax((1, 2), keepdim=True), power, 0.0)
        return coarse - difference, difference, quiet.mean((1, 2), keepdim=True).sqrt()

    def _stroke(self, ink: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What belongs to strokes.

        Args:
            ink: float32 (batch, GRID, GRID), positive where there is ink.
            noise: float32 (batch, 1, 1).

        Returns:
            Ink that belongs to strokes and where strokes are near, 0 to 1, both
            (batch, GRID, GRID), and the strongest ink, at least 1 (batch, 1, 1).
        """
        limit = torch.maximum(0.3 * ink.amax((1, 2), keepdim=True), 3.5 * noise)
        found = (ink > limit).float()
        # A speck has little ink around it, a stroke has much.
        around = self.gather @ found @ self.gather.T
        near = (around > 0.1 * around.amax((1, 2), keepdim=True)).float()
        near = self.spread @ near @ self.spread.T
        stroke = ink * found * near
        return stroke, near, stroke.amax((1, 2), keepdim=True).clamp(min=1.0)

    def _place(self, stroke: Tensor, peak: Tensor) -> tuple[Tensor, Tensor]:
        """Where the ink is, in cells.

        Args:
            stroke: float32 (batch, GRID, GRID), not negative.
            peak: float32 (batch, 1, 1), its maximum.

        Returns:
            Centre of mass below and right of the corner (batch, 2), and how far the box reaches
            from either end (2, batch, 2): (0) from the first cell, (1) from the last.
        """
        rows, columns = stroke.amax(2, keepdim=True), stroke.amax(1, keepdim=True)
        most = torch.cat((rows.transpose(1, 2), columns), dim=1)
        # A cell at the border of the ink is covered in part: the box ends within it.
        cover = (most * (1.5 / peak)).clamp(max=1.0)
        ends = ((self.inward + cover) * cover.ceil()).amax(3)
        # Cells are counted from the middle: small numbers lose less to rounding.
        moments = (self.vertical @ stroke @ self.horizontal).flatten(1)
        centre = moments @ self.first / (moments @ self.mass + 1e-6)
        return centre + GRID / 2, ends


def _band(size: int, width: int) -> Tensor:
    """Ones within `width // 2` of the diagonal, float32 (size, size): sums over a window."""
    index = torch.arange(size)
    return ((index[:, None] - index[None, :]).abs() <= width // 2).float()


def _sample_weights(position: Tensor, points: Tensor, reach: Tensor) -> Tensor:
    """Weights that sample points of a row of pixels with a triangle filter.

    Args:
        position: float32 (n,), the pixel positions 0, 1, … n-1.
        points: float32 (batch, SIZE, 1), where to sample.
        reach: float32 (batch, 1, 1), half the width of the filter in pixels.

    Returns:
        float32 (batch, SIZE, n), peak `reach`: the caller divides by the strongest sample anyway.
    """
    return torch.relu(reach - (position - points).abs())
