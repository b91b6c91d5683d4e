"""From any picture of one line of ink to the frame of the reader, as tensor operations.

Light, polarity and ink are found on a coarse grid, as `InkPreprocess` does it. The line's axis, its
slope and its size come from the moments of the ink: an outlier of the box, such as one long tail,
moves them little, and a word without ascenders is told from one with them by the network, which
learned on the same geometry (`vistazo.workshop.data.lines`). Resizes are matrix products, whose
weights are computed from sizes and moments, so that torch and ONNX Runtime give the same numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from vistazo.workshop.data.lines import HEIGHT, MARGIN, SPREAD, STIFFNESS

ROWS, COLUMNS = 64, 512
"""The coarse picture on which light, ink and moments are found, cells."""

BLOCK = 16
"""Side of a block of cells, over which the light is one value."""

TALL = 4 * HEIGHT
"""Rows that are sampled around the axis, so that a slope can be taken out of them."""

MOST_COLUMNS = 4096
"""Widest normalised line; a wider one is read smaller."""

STEP = 4
"""The normalised width is a multiple of this."""

CONTRAST = (10.0, 30.0)
CLEAR = 20.0
LEAST_SIGNAL = 6.0
"""What is ink and what is noise, as for `InkPreprocess`."""

THICK = 0.8
"""Least standard deviation of the ink's rows, in thicknesses of its strokes: a dash has none."""

FINENESS = 32.0
"""Sizes are rounded to this many steps an octave, slopes to as many in 32 rows of a column, so
that rounding errors of a moment do not move pixels."""


class Geometry(NamedTuple):
    """Where a line lies in its picture; float32 (batch, 1, 1) each.

    Attributes:
        step: Pixels of the picture in one of the normalised line.
        left: x at which the normalised line begins, in pixels; the first pixel begins at 0.
        middle: x at which the axis is at `axis`.
        axis: y of the axis there.
        slope: Of the axis, pixels down in one to the right.
        columns: How many normalised columns the line takes, its margins included.
    """

    step: Tensor
    left: Tensor
    middle: Tensor
    axis: Tensor
    slope: Tensor
    columns: Tensor


class _Ink(NamedTuple):
    """What the coarse picture says.

    Attributes:
        ink: float32 (batch, ROWS, COLUMNS), 0..1, 0 where there is none.
        light: float32 (batch, blocks down, blocks across).
        polarity: 1 bright ink, -1 dark ink, (batch, 1, 1).
        noise: Standard deviation of the paper, (batch, 1, 1).
        peak: Strongest ink, (batch, 1, 1).
        inked: 1 where there is ink at all, (batch, 1, 1).
    """

    ink: Tensor
    light: Tensor
    polarity: Tensor
    noise: Tensor
    peak: Tensor
    inked: Tensor


class LinePreprocess(nn.Module):
    """Any picture of one line → HEIGHT rows; the width follows."""

    wide_down: Tensor
    wide_across: Tensor
    back_down: Tensor
    back_across: Tensor
    powers_down: Tensor
    powers_across: Tensor

    def __init__(self) -> None:
        super().__init__()
        for name, cells in (("down", ROWS), ("across", COLUMNS)):
            blocks = cells // BLOCK
            pool = torch.eye(blocks).repeat_interleave(BLOCK, dim=1) / BLOCK
            index = torch.arange(blocks)
            near = ((index[:, None] - index[None, :]).abs() <= 1).float()
            place = (torch.arange(cells).float() + 0.5) / BLOCK
            self.register_buffer(f"wide_{name}", near @ pool, persistent=False)
            self.register_buffer(f"back_{name}", _between(place, blocks), persistent=False)
            cell = (torch.arange(cells).float() + 0.5) / cells - 0.5
            powers = torch.stack((torch.ones(cells), cell, cell * cell))
            self.register_buffer(f"powers_{name}", powers, persistent=False)

    def forward(self, image: Tensor) -> tuple[Tensor, Geometry]:
        """Normalise a batch.

        Args:
            image: uint8 (batch, height, width), any size from 1×1 up.

        Returns:
            float32 (batch, HEIGHT, columns), ink 1 on 0, and where it was in the picture. Shorter
            lines of a batch are followed by empty columns.
        """
        picture = image.float()
        found, geometry = self.locate(picture)
        count = (geometry.columns.amax((0, 1, 2)) / STEP).ceil().long().item()
        torch._check(count >= 1)  # type: ignore[no-untyped-call]
        torch._check(count <= MOST_COLUMNS // STEP)  # type: ignore[no-untyped-call]
        place = torch.arange(STEP * count, device=image.device).float()
        return self.sample(picture, found, geometry, place), geometry

    def locate(self, picture: Tensor) -> tuple[_Ink, Geometry]:
        """Find the ink and where the line lies, of float32 (batch, height, width)."""
        down = _shares(picture.shape[1], ROWS, picture)
        across = _shares(picture.shape[2], COLUMNS, picture)
        found = self._ink(down @ picture @ across.T)
        size = picture.new_tensor([picture.shape[1], picture.shape[2]])
        return found, self._geometry(found, size)

    def _ink(self, coarse: Tensor) -> _Ink:
        centred = coarse - coarse.mean((1, 2), keepdim=True)
        power = centred * centred
        paper = (power <= 2.25 * power.mean((1, 2), keepdim=True)).float()
        difference = centred - self._spread(self._smooth(centred, paper))
        polarity = torch.sign((difference * difference * difference).sum((1, 2), keepdim=True))
        # Again, now that it is known which side of the light the ink is on.
        ink = difference * polarity
        paper = (ink <= 0.35 * ink.amax((1, 2), keepdim=True)).float()
        light = self._smooth(coarse, paper)
        ink = (coarse - self._spread(light)) * polarity
        power = ink * ink
        quiet = torch.where(power <= 0.0625 * power.amax((1, 2), keepdim=True), power, 0.0)
        noise = quiet.mean((1, 2), keepdim=True).sqrt()
        limit = torch.maximum(0.3 * ink.amax((1, 2), keepdim=True), 3.5 * noise)
        ink = torch.where(ink > limit, ink, 0.0)
        peak = ink.amax((1, 2), keepdim=True).clamp(min=1.0)
        least = torch.maximum((CLEAR * noise).clamp(*CONTRAST), LEAST_SIGNAL * noise)
        return _Ink(ink / peak, light, polarity, noise, peak, (peak > least).float())

    def _smooth(self, values: Tensor, paper: Tensor) -> Tensor:
        """Mean of the paper around each block, (batch, blocks down, blocks across)."""
        weight = self.wide_down @ paper @ self.wide_across.T
        mean = self.wide_down @ (paper * values) @ self.wide_across.T / (weight + 1e-3)
        # Where there is no paper near, the paper of the whole picture has to do.
        share = paper.mean((1, 2), keepdim=True) + 1e-6
        whole = (paper * values).mean((1, 2), keepdim=True) / share
        known = (weight * 20.0).clamp(max=1.0)
        return known * mean + (1.0 - known) * whole

    def _spread(self, blocks: Tensor) -> Tensor:
        return self.back_down.T @ blocks @ self.back_across

    def _geometry(self, found: _Ink, size: Tensor) -> Geometry:
        """Where the line lies, from the moments of its ink; `size` is height and width."""
        height, width = size[0], size[1]
        ink = found.ink * found.inked
        moments = self.powers_down @ ink @ self.powers_across.T
        mass = moments[:, :1, :1].clamp(min=1e-6)
        y, x = moments[:, 1:2, :1] / mass, moments[:, :1, 1:2] / mass
        down = (moments[:, 2:, :1] / mass - y * y).clamp(min=0.0) * height * height
        across = (moments[:, :1, 2:] / mass - x * x).clamp(min=0.0) * width * width
        both = (moments[:, 1:2, 1:2] / mass - y * x) * height * width
        slope = both / (across + STIFFNESS * down + 1e-6)
        slope = (slope * (32.0 * FINENESS)).round() / (32.0 * FINENESS)
        rest = (down - 2.0 * slope * both + slope * slope * across).clamp(min=0.0)
        spread = torch.maximum(rest.sqrt(), THICK * self._thickness(found.ink, size))
        step = torch.maximum(spread / SPREAD, width / (MOST_COLUMNS - 2.0 * MARGIN - STEP))
        step = torch.exp2((torch.log2(step.clamp(min=0.01)) * FINENESS).round() / FINENESS)
        columns = ink.amax(1, keepdim=True) > 0.05
        place = torch.arange(COLUMNS, device=ink.device).float()[None, None]
        first = torch.where(columns, place, float(COLUMNS)).amin(2, keepdim=True)
        last = torch.where(columns, place + 1.0, 0.0).amax(2, keepdim=True)
        some = (last > first).float()
        wide = some * (last - first) * (width / COLUMNS)
        left = some * first * (width / COLUMNS) - MARGIN * step
        left = (left * 8.0).round() / 8.0
        taken = (wide / step).ceil() + 2.0 * MARGIN
        middle = ((x + 0.5) * width * 8.0).round() / 8.0
        axis = ((y + 0.5) * height * 8.0).round() / 8.0
        return Geometry(step, left, middle, axis, slope, taken)

    def _thickness(self, ink: Tensor, size: Tensor) -> Tensor:
        """Mean thickness of the strokes: twice their area over the length of their edges."""
        down = (ink[:, 1:, 1:] - ink[:, :-1, 1:]) * (ROWS / size[0])
        across = (ink[:, 1:, 1:] - ink[:, 1:, :-1]) * (COLUMNS / size[1])
        edge = (down * down + across * across + 1e-12).sqrt().sum((1, 2), keepdim=True)
        return 2.0 * ink.sum((1, 2), keepdim=True) / (edge + 1e-3)

    def sample(self, picture: Tensor, found: _Ink, line: Geometry, place: Tensor) -> Tensor:
        """The normalised lines.

        Args:
            picture: float32 (batch, height, width).
            found: What `locate` found.
            line: Where the lines lie.
            place: float32 (columns,), 0, 1, … columns - 1.
        """
        x = line.left + (place[None, None] + 0.5) * line.step
        rows = torch.arange(TALL, device=picture.device).float()[None, :, None]
        y = line.axis + (rows + 0.5 - TALL / 2) * line.step
        down, high = _weights(picture.shape[1], y, line.step)
        across, wide = _weights(picture.shape[2], x.transpose(1, 2), line.step)
        light = _between(y / (picture.shape[1] * BLOCK / ROWS), ROWS // BLOCK)
        lit = _between(x / (picture.shape[2] * BLOCK / COLUMNS), COLUMNS // BLOCK)
        tall = down @ (picture @ across.transpose(1, 2))
        paper = light.transpose(1, 2) @ found.light @ lit
        tall = (tall - paper * high * wide.transpose(1, 2)) * found.polarity
        tall = (tall - (2.0 * found.noise).clamp(max=0.3 * found.peak)).clamp(min=0.0)
        value = _shear(tall, line.slope * (x - line.middle) / line.step)
        inside = (place[None, None] < line.columns).float()
        value = value * inside * found.inked
        strong = (value * value).sum((1, 2), keepdim=True)
        usual = strong / (value.sum((1, 2), keepdim=True) + 1e-3)
        return (value / (1.15 * usual + 1e-3)).clamp(max=1.0)


def _shares(pixels: int, cells: int, like: Tensor) -> Tensor:
    """How much of each pixel lies in each cell, as shares of a cell, float32 (cells, pixels)."""
    position = torch.arange(pixels, device=like.device).float()
    step = (position[-1:] + 1.0) / cells
    edges = torch.arange(cells + 1, device=like.device).float()[:, None] * step
    before = (edges - position).clamp(0.0, 1.0)
    return (before[1:] - before[:-1]) / step


def _weights(pixels: int, points: Tensor, step: Tensor) -> tuple[Tensor, Tensor]:
    """Weights that sample points of a row of pixels with a triangle filter.

    Args:
        pixels: How many there are; the first begins at 0.
        points: float32 (batch, n, 1).
        step: float32 (batch, 1, 1), distance of the points.

    Returns:
        float32 (batch, n, pixels), each row adding up to 1, or all 0 outside of the picture; and
        float32 (batch, n, 1), 1 or 0 in the same way.
    """
    position = torch.arange(pixels, device=points.device).float()[None, None] + 0.5
    near = (1.0 - (position - points).abs() / step.clamp(min=1.0)).clamp(min=0.0)
    total = near.sum(2, keepdim=True)
    inside = (total > 0.25).float()
    return near * (inside / total.clamp(min=1e-3)), inside


def _between(place: Tensor, blocks: int) -> Tensor:
    """Weights of a linear interpolation between the middles of blocks.

    Args:
        place: float32 (..., n) or (batch, n, 1), in blocks, the first one beginning at 0.
        blocks: How many.

    Returns:
        float32 (blocks, n) for (n,); (batch, blocks, n) otherwise.
    """
    held = (place - 0.5).clamp(0.0, blocks - 1.0)
    if held.ndim == 3 and held.shape[2] == 1:
        held = held.transpose(1, 2)
    middles = torch.arange(blocks, device=place.device).float()[:, None]
    return (1.0 - (held - middles).abs()).clamp(min=0.0)


def _shear(tall: Tensor, shift: Tensor) -> Tensor:
    """HEIGHT rows around the middle of `tall`, each column from its own height.

    Args:
        tall: float32 (batch, TALL, columns).
        shift: float32 (batch, 1, columns), rows down.
    """
    rows = torch.arange(HEIGHT, device=tall.device).float()[None, :, None]
    row = (rows + (TALL - HEIGHT) / 2 + shift).clamp(0.0, TALL - 1.001)
    above = row.floor()
    part = row - above
    index = above.long()
    return (1.0 - part) * tall.gather(1, index) + part * tall.gather(1, index + 1)
