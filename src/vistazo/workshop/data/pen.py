"""Drawing pen strokes as pictures: a round pen, anti-aliased, many characters at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vistazo.errors import OptionError
from vistazo.types import Float32Array, Float64Array, IntArray, UInt8Array
from vistazo.workshop.data.strokes import StrokeSet

# Segments are cut into pieces of at most this many pixels, so that the square of pixels that
# a piece can touch stays small.
_PIECE = 3.0
_BATCH = 256


@dataclass(frozen=True)
class Pen:
    """How strokes are drawn.

    Attributes:
        size: Height and width of the picture, in pixels.
        width: Smallest and largest diameter of the pen, in pixels; drawn evenly in between.
        margin: Pixels between the ink and the edge of the picture.
        rotation: Largest turn to either side, in degrees.
        slant: Largest horizontal shear to either side, as the tangent of its angle.
        stretch: Largest factor of width against height, or of height against width, less 1.
        wobble: Standard deviation of a smooth displacement of the points, as a share of the
            character's longer side.

    Raises:
        OptionError: A value outside its range.
    """

    size: int = 64
    width: tuple[float, float] = (2.0, 5.0)
    margin: float = 4.0
    rotation: float = 0.0
    slant: float = 0.0
    stretch: float = 0.0
    wobble: float = 0.0

    def __post_init__(self) -> None:
        low, high = self.width
        if not 0.0 < low <= high:
            raise OptionError(f"width must rise from above 0, got {self.width}.")
        if self.margin < 0 or 2 * self.margin + high + 1 > self.size:
            raise OptionError(
                f"size {self.size} leaves no room for margins of {self.margin} and a pen of {high}."
            )
        for name in ("rotation", "slant", "stretch", "wobble"):
            if getattr(self, name) < 0:
                raise OptionError(f"{name} must not be negative, got {getattr(self, name)}.")


def render_strokes(
    strokes: StrokeSet, pen: Pen | None = None, generator: np.random.Generator | None = None
) -> UInt8Array:
    """Draw every character of `strokes`, scaled to fill the picture and centred in it.

    Args:
        strokes: N characters.
        pen: How to draw; `Pen()` by default.
        generator: Draws pen width, turn, slant, stretch and wobble for each character; without it
            all pens have the middle width and nothing else is changed.

    Returns:
        uint8 (N, size, size), ink 255 on 0.
    """
    pen = pen or Pen()
    pictures = np.zeros((strokes.samples, pen.size, pen.size), np.uint8)
    for first in range(0, strokes.samples, _BATCH):
        last = min(first + _BATCH, strokes.samples)
        _draw(pictures[first:last], cut_batch(strokes, first, last), pen, generator)
    return pictures


@dataclass(frozen=True)
class Batch:
    """Some characters of a set: their points, whose they are, and where strokes end."""

    points: Float32Array
    owner: IntArray
    starts: IntArray
    ends_stroke: npt.NDArray[np.bool_]
    lone: npt.NDArray[np.bool_]


def cut_batch(strokes: StrokeSet, first: int, last: int) -> Batch:
    """The characters from `first` up to `last`."""
    offsets = strokes.point_offsets[first : last + 1]
    begin, end = offsets[0], offsets[-1]
    bounds = strokes.stroke_offsets[
        strokes.sample_offsets[first] : strokes.sample_offsets[last] + 1
    ]
    ends = np.zeros(end - begin, bool)
    ends[bounds[1:] - begin - 1] = True
    lone = np.zeros(end - begin, bool)
    lone[bounds[:-1][np.diff(bounds) == 1] - begin] = True
    owner = np.repeat(np.arange(last - first), np.diff(offsets))
    return Batch(strokes.points[begin:end], owner, offsets[:-1] - begin, ends, lone)


def _draw(
    pictures: UInt8Array, batch: Batch, pen: Pen, generator: np.random.Generator | None
) -> None:
    count = len(pictures)
    low, high = pen.width
    if generator is None:
        widths = np.full(count, (low + high) / 2)
        points = batch.points.astype(np.float64)
    else:
        widths = generator.uniform(low, high, count)
        points = disturb(batch, count, pen, generator)
    points = _place(points, batch, widths, pen)
    keep = ~batch.ends_stroke | batch.lone
    tails = points[keep]
    heads = np.where(batch.lone[keep, None], tails, np.roll(points, -1, axis=0)[keep])
    owner = batch.owner[keep]
    pieces = np.maximum(np.ceil(np.hypot(*(heads - tails).T) / _PIECE), 1).astype(np.int64)
    which = np.repeat(np.arange(len(tails)), pieces)
    number = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    step = ((heads - tails) / pieces[:, None])[which]
    begins = tails[which] + step * number[:, None]
    _stamp(pictures, owner[which], begins, step, widths[owner[which]] / 2)


def disturb(batch: Batch, count: int, pen: Pen, generator: np.random.Generator) -> Float64Array:
    """The points turned, slanted, stretched and bent as `pen` says, in units of the source."""
    turn = np.radians(generator.uniform(-pen.rotation, pen.rotation, count))
    slant = generator.uniform(-pen.slant, pen.slant, count)
    bound = np.log1p(pen.stretch)
    stretch = np.exp(generator.uniform(-bound, bound, count) / 2)
    x, y = batch.points.astype(np.float64).T
    owner = batch.owner
    x, y = (x + slant[owner] * y) * stretch[owner], y / stretch[owner]
    cosine, sine = np.cos(turn)[owner], np.sin(turn)[owner]
    points = np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)
    if pen.wobble:
        points += _wobble(points, batch, count, generator) * pen.wobble
    return points


def _wobble(
    points: Float64Array,
    batch: Batch,
    count: int,
    generator: np.random.Generator,
) -> Float64Array:
    """Two slow waves over the plane, per character and axis; unit variance times its side."""
    low = np.minimum.reduceat(points, batch.starts)
    side = np.maximum((np.maximum.reduceat(points, batch.starts) - low).max(axis=1), 1e-6)
    place = (points - low[batch.owner]) / side[batch.owner, None]
    moved = np.zeros_like(points)
    for _ in range(2):
        wave = generator.uniform(-1.5, 1.5, (count, 2, 2))[batch.owner]
        phase = generator.uniform(0, 2 * np.pi, (count, 2))[batch.owner]
        moved += np.sin(2 * np.pi * np.einsum("pij,pj->pi", wave, place) + phase)
    moved *= side[batch.owner, None]
    return moved


def _place(
    points: Float64Array,
    batch: Batch,
    widths: Float64Array,
    pen: Pen,
) -> Float64Array:
    """Into pixels, y downwards; pixel (0, 0) has its middle at (0, 0)."""
    low = np.minimum.reduceat(points, batch.starts)
    high = np.maximum.reduceat(points, batch.starts)
    side = np.maximum((high - low).max(axis=1), 1e-6)
    scale = (pen.size - 2 * pen.margin - widths) / side
    centred = points - ((low + high) / 2)[batch.owner]
    placed: Float64Array = centred * scale[batch.owner, None] * np.array([1.0, -1.0])
    placed += (pen.size - 1) / 2
    return placed


def _stamp(
    pictures: UInt8Array,
    owner: IntArray,
    begins: Float64Array,
    step: Float64Array,
    radius: Float64Array,
) -> None:
    """Set each pixel to the share of it that the widest stroke over it covers."""
    size = pictures.shape[1]
    reach = int(np.ceil(_PIECE / 2 + radius.max() + 0.5))
    offsets = np.arange(-reach, reach + 1)
    middle = np.rint(begins + step / 2).astype(np.int64)
    columns = middle[:, 0, None] + offsets
    rows = middle[:, 1, None] + offsets
    across = (columns - begins[:, 0, None]).astype(np.float32)[:, None, :]
    down = (rows - begins[:, 1, None]).astype(np.float32)[:, :, None]
    step_x = step[:, 0].astype(np.float32)[:, None, None]
    step_y = step[:, 1].astype(np.float32)[:, None, None]
    along = (across * step_x + down * step_y) / np.maximum(step_x**2 + step_y**2, 1e-12)
    np.clip(along, 0, 1, out=along)
    distance = np.hypot(across - along * step_x, down - along * step_y)
    half = radius.astype(np.float32)[:, None, None]
    cover = np.minimum(half, distance + 0.5) - np.maximum(-half, distance - 0.5)
    values = (np.clip(cover, 0, 1) * 255 + 0.5).astype(np.uint8)
    inside = ((columns >= 0) & (columns < size))[:, None, :]
    inside = inside & ((rows >= 0) & (rows < size))[:, :, None] & (values > 0)
    target = owner[:, None, None] * size**2 + rows[:, :, None] * size + columns[:, None, :]
    np.maximum.at(pictures.reshape(-1), target[inside], values[inside])
