"""Lines of writing drawn as a reader sees them: one height, one spread of the ink around its axis.

`LinePreprocess` brings a picture of a line to this frame inside the model file; here the same
geometry is computed from the strokes, so that lines can be drawn afresh in every epoch at little
cost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vistazo.types import Float64Array, IntArray, UInt8Array
from vistazo.workshop.data.paths import Paths, cut_paths, draw_paths
from vistazo.workshop.data.strokes import Ink

HEIGHT = 40
"""Rows of the picture that the reader's network sees."""

SPREAD = 5.5
"""Standard deviation of the ink's rows around the axis of the line, in pixels."""

MARGIN = 8
"""Empty columns before the first and after the last ink, in pixels."""

STIFFNESS = 16.0
"""How much wider than high a line's ink has to be before its slope is believed, as a ratio of
variances: the slope of a short word is that of its letters."""

_FLAT = frozenset(" -_.")
_FLAT_SPREAD = 0.15
_FLAT_PEN = (5.0, 9.0)


@dataclass(frozen=True)
class LineLook:
    """How lines are drawn; deviations are standard deviations.

    Attributes:
        width: Smallest and largest diameter of the pen, pixels of the frame.
        slant: Deviation of the horizontal shear.
        stretch: Deviation of the logarithm of width against height.
        slope: Deviation of the slope of the line, before it is taken out.
        wave: Deviation of the baseline's slow waves, in pixels.
        wobble: Deviation of the displacement of single points, in pixels.
        scale: Deviation of the logarithm of the size that is left.
        shift: Deviation of the height that is left, in pixels.
    """

    width: tuple[float, float] = (1.0, 4.0)
    slant: float = 0.2
    stretch: float = 0.12
    slope: float = 0.03
    wave: float = 0.5
    wobble: float = 0.35
    scale: float = 0.07
    shift: float = 0.9

    def calmer(self, strength: float) -> LineLook:
        """The same pens, with every deviation times `strength`."""
        names = ("slant", "stretch", "slope", "wave", "wobble", "scale", "shift")
        return replace(self, **{name: strength * getattr(self, name) for name in names})


PLAIN = LineLook((1.8, 1.8), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""Nothing but the strokes, for judging."""


def line_widths(ink: Ink) -> Float64Array:
    """Columns that each line takes as it was written, float64 (N,)."""
    widths = []
    for first in range(0, ink.samples, 4096):
        part = ink.subset(np.arange(first, min(first + 4096, ink.samples)))
        batch = cut_paths(part)
        pen = np.full(part.samples, 1.8)
        points = _normalise(batch.points, batch, pen, _least_spread(part)[0])
        widths.append(_columns(points, batch, pen))
    return np.concatenate(widths)


def draw_lines(
    ink: Ink, look: LineLook, generator: np.random.Generator, multiple: int = 8
) -> tuple[UInt8Array, IntArray]:
    """Draw lines below each other in one array, each from the left.

    Args:
        ink: N lines.
        look: How to draw.
        generator: Draws everything that `look` leaves open.
        multiple: Of which the array's width is one.

    Returns:
        uint8 (N, HEIGHT, width), ink 255 on 0, and the columns of each line, int64 (N,).
    """
    batch = cut_paths(ink)
    count = ink.samples
    least, flat = _least_spread(ink)
    low, high = np.log(look.width).tolist()
    pen = np.exp(generator.uniform(low, high, count))
    letters = np.array([len(label) for label in ink.labels])
    each = _columns(_normalise(batch.points, batch, pen, least), batch, pen) / letters
    # Letters written close are small in the frame: a wide pen would fill them.
    pen = np.minimum(pen, np.maximum(0.22 * each, look.width[0]))
    pen = np.where(flat, generator.uniform(*_FLAT_PEN, count), pen)
    points = _normalise(batch.points, batch, pen, least)
    points = _disturb(points, batch, look, generator)
    points = _normalise(points, batch, pen, least)
    left = generator.normal(0.0, 1.0, (3, count))
    scale = np.exp(look.scale * left[0])[batch.owner]
    tilt = (0.2 * look.slope * left[1])[batch.owner]
    x, y = points.T * scale
    y = y + tilt * (x - np.bincount(batch.owner, x)[batch.owner] / _sizes(batch)[batch.owner])
    y += (look.shift * left[2])[batch.owner]
    points = np.stack((x, y), axis=1)
    columns = np.ceil(_columns(points, batch, pen)).astype(np.int64)
    points[:, 0] += (MARGIN + pen / 2 - _least(points, batch))[batch.owner] - 0.5
    points[:, 1] += HEIGHT / 2 - 0.5
    width = -(-int(columns.max()) // multiple) * multiple
    pictures = np.zeros((count, HEIGHT, width), np.uint8)
    draw_paths(pictures, batch, points, pen)
    return pictures, columns


def _least_spread(ink: Ink) -> tuple[Float64Array, npt.NDArray[np.bool_]]:
    """Least spread of the rows as a share of the width, and which lines are dots and dashes.

    Those have no height that could be brought to one; the model's preprocessing takes the
    thickness of the pen instead.
    """
    flat = np.array([set(label) <= _FLAT for label in ink.labels])
    letters = np.array([len(label) for label in ink.labels])
    return np.where(flat, _FLAT_SPREAD / letters, 0.0), flat


def _sizes(batch: Paths) -> IntArray:
    return np.bincount(batch.owner)


def _least(points: Float64Array, batch: Paths) -> Float64Array:
    return np.minimum.reduceat(points[:, 0], batch.starts)


def _columns(points: Float64Array, batch: Paths, pen: Float64Array) -> Float64Array:
    wide = np.maximum.reduceat(points[:, 0], batch.starts) - _least(points, batch)
    return wide + pen + 2 * MARGIN


def _normalise(
    points: Float64Array, batch: Paths, pen: Float64Array, least: Float64Array
) -> Float64Array:
    """Slope out, axis to row 0, spread of the rows to SPREAD.

    Args:
        points: (points, 2), y downwards, in any unit.
        batch: Which points belong together.
        pen: (lines,), pen widths in pixels of the frame.
        least: (lines,), least spread of the rows, as a share of the width.
    """
    tails, heads = points[batch.tails], points[batch.heads]
    owner = batch.owner[batch.tails]
    step, middle = heads - tails, (heads + tails) / 2
    length = np.hypot(*step.T)
    total = np.bincount(owner, length)
    # A dot is as long as the pen is wide; in units of the source that is not known before the
    # spread is, so a share of the whole length stands for it.
    weight = length + 0.01 * total[owner] + 1e-9
    mass = np.bincount(owner, weight)
    sums = np.stack([np.bincount(owner, weight * middle[:, axis]) for axis in (0, 1)], 1)
    mean = sums.astype(np.float64) / mass[:, None]
    off = middle - mean[owner]

    def moment(one: int, other: int) -> Float64Array:
        product = off[:, one] * off[:, other] + step[:, one] * step[:, other] / 12
        return np.bincount(owner, weight * product) / mass

    across, down, both = moment(0, 0), moment(1, 1), moment(0, 1)
    slope = both / (across + STIFFNESS * down + 1e-12)
    spread = np.sqrt(np.maximum(down - 2 * slope * both + slope**2 * across, 1e-12))
    spread = np.maximum(spread, least * np.sqrt(12 * across) + 1e-6)
    # The pen's own width adds to the spread.
    scale = np.sqrt(np.maximum(SPREAD**2 - pen**2 / 16, 1.0)) / spread
    moved = points - mean[batch.owner]
    moved[:, 1] -= slope[batch.owner] * moved[:, 0]
    return moved * scale[batch.owner, None]


def _disturb(
    points: Float64Array, batch: Paths, look: LineLook, generator: np.random.Generator
) -> Float64Array:
    """Normalised points slanted, stretched, turned and bent."""
    count = len(batch.starts)
    free = generator.normal(0.0, 1.0, (3, count))
    x, y = points.T
    x = x + (look.slant * free[0])[batch.owner] * y
    stretch = np.exp(look.stretch * free[1])[batch.owner]
    x = x * stretch
    y = y + (look.slope * free[2])[batch.owner] * x
    for size, period in ((look.wave, 120.0), (look.wobble, 18.0), (look.wobble, 10.0)):
        for axis in (0, 1):
            strength = np.abs(generator.normal(0.0, size, count))[batch.owner]
            angle = generator.uniform(0, 2 * np.pi, (2, count))[:, batch.owner]
            if size == look.wave:
                angle[0] = 0.0
            along = (x * np.cos(angle[0]) + y * np.sin(angle[0])) / period
            move = strength * np.sin(2 * np.pi * along + angle[1])
            x, y = (x + move, y) if axis == 0 and size != look.wave else (x, y + move)
    return np.stack((x, y), axis=1)
