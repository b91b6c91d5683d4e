"""Characters drawn as they stand on a line: a frame keeps the size and place that a writer gave.

A frame is a square picture of side S. Its baseline lies BASELINE × S below the top, and the median
size of its writer's characters is UNIT × S. Who crops a character out of a line, or shows writing
lines on a canvas, gives the same geometry.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from vistazo.runtime.text.frames import BASELINE, UNIT
from vistazo.types import Float64Array, IntArray, UInt8Array
from vistazo.workshop.data.pen import Batch, Pen, cut_batch, disturb
from vistazo.workshop.data.strokes import StrokeSet

_BATCH = 256
_LEAST_UNIT = 1e-3
_LEAST_ROW = 4
_LARGEST = 2.5
"""No character is so many times larger than the median of its writer's."""

_THICKEST = 0.15
"""Width of a pen at most, as a share of the picture: a dot by itself does not fill it."""

_FINE = 2
"""Drawn so many times larger and reduced: pens then have widths of half a pixel."""

_FRACTION = 4
"""Bits of a pixel that a point's place keeps."""

_WAVE = 4
"""Pieces of a stroke between which its width changes, at most."""


@dataclass(frozen=True)
class Place:
    """How large each character is written, and where its line lies, in units of the source.

    Attributes:
        unit: float64 (N,), median size of the characters of the same writer; of one that is far
            larger than its writer's others, as some sources mix scales, its own size.
        baseline: float64 (N,), y of the line that it stands on; NaN where nobody knows.
    """

    unit: Float64Array
    baseline: Float64Array

    def subset(self, indices: IntArray) -> Place:
        """The places of the characters at `indices`."""
        return Place(self.unit[indices], self.baseline[indices])


@dataclass(frozen=True)
class Hand:
    """How characters are drawn afresh; every range is drawn from evenly.

    Attributes:
        size: Side of the picture, pixels.
        width: Diameter of the pen, as a share of the writer's median size.
        pressure: Largest change of the width along a stroke, as a share of it.
        pen: Turn, slant, stretch and wobble of the strokes.
        scale: Standard deviation of the logarithm of the size in the frame.
        shift: Standard deviation of the place in the frame, as a share of its side.
        alone: Share of the characters drawn by themselves, of any size, anywhere.
    """

    size: int = 112
    width: tuple[float, float] = (0.04, 0.2)
    pressure: float = 0.0
    pen: Pen = field(default_factory=Pen)
    scale: float = 0.0
    shift: float = 0.0
    alone: float = 0.0


PLAIN = Hand(width=(0.1, 0.1))
"""Nothing but the strokes, for judging."""


def find_places(strokes: StrokeSet, files: IntArray) -> Place:
    """Each writer's own size, and the line under each character, without looking at labels.

    Characters of one file whose middles lie close make a row; its baseline is the median of their
    lower ends. Rows of fewer than four, rows as high as several lines, and rows whose source has
    set all characters to one height tell nothing.

    Args:
        strokes: N characters.
        files: int64 (N,), which file each one comes from.
    """
    starts = strokes.point_offsets[:-1]
    low = np.minimum.reduceat(strokes.points, starts).astype(np.float64)
    high = np.maximum.reduceat(strokes.points, starts).astype(np.float64)
    size = (high - low).max(axis=1)
    unit = np.empty(len(size))
    for writer in np.unique(strokes.writers):
        his = strokes.writers == writer
        unit[his] = max(float(np.median(size[his])), _LEAST_UNIT)
    strange = size > _LARGEST * unit
    unit[strange] = size[strange]
    baseline = np.full(len(size), np.nan)
    middle = (low[:, 1] + high[:, 1]) / 2
    order = np.lexsort((middle, files))
    new_row = (np.diff(files[order]) != 0) | (np.diff(middle[order]) > 0.8 * unit[order][1:])
    for row in np.split(order, np.flatnonzero(new_row) + 1):
        ends, scale = low[row, 1], float(np.median(unit[row]))
        at_median = np.mean(np.abs(ends - np.median(ends)) < 0.005 * scale)
        one_line = np.ptp(middle[row]) <= 3.0 * scale
        if len(row) >= _LEAST_ROW and one_line and at_median < 0.5:
            baseline[row] = np.median(ends)
    baseline[strange] = np.nan
    return Place(unit, baseline)


def draw_frames(
    strokes: StrokeSet, place: Place, hand: Hand, generator: np.random.Generator
) -> UInt8Array:
    """Draw characters in their frames; one without a baseline, or cut off, fills its picture.

    Args:
        strokes: N characters.
        place: Their sizes and lines.
        hand: How to draw.
        generator: Draws everything that `hand` leaves open.

    Returns:
        uint8 (N, size, size), ink 255 on 0.
    """
    # Judging pictures of one's own needs this module, but not the workshop's libraries.
    import cv2

    pictures = np.empty((strokes.samples, hand.size, hand.size), np.uint8)
    for first in range(0, strokes.samples, _BATCH):
        last = min(first + _BATCH, strokes.samples)
        batch = cut_batch(strokes, first, last)
        part = place.subset(np.arange(first, last))
        points, widths = _arrange(batch, part, hand, generator)
        bounds = np.flatnonzero(batch.ends_stroke) + 1
        owners = batch.owner[bounds - 1]
        waves = generator.uniform(-hand.pressure, hand.pressure, (len(bounds), _WAVE))
        canvases = np.zeros((last - first, hand.size * _FINE, hand.size * _FINE), np.uint8)
        for stroke, owner, wave in zip(np.split(points, bounds[:-1]), owners, waves, strict=True):
            _draw_stroke(canvases[owner], stroke, widths[owner], wave)
        for index, canvas in enumerate(canvases):
            pictures[first + index] = cv2.resize(
                canvas, (hand.size, hand.size), interpolation=cv2.INTER_AREA
            )
    return pictures


def _arrange(
    batch: Batch, place: Place, hand: Hand, generator: np.random.Generator
) -> tuple[Float64Array, Float64Array]:
    """Points on the fine canvas, (points, 2), and the width of each pen there, (count,)."""
    count = len(place.unit)
    pen = generator.uniform(*hand.width, count) * place.unit
    points = disturb(batch, count, hand.pen, generator)
    low = np.minimum.reduceat(points, batch.starts)
    high = np.maximum.reduceat(points, batch.starts)
    centre = (low + high) / 2
    # Turning moves the strokes; their lower end keeps its distance from the line.
    was_low = np.minimum.reduceat(batch.points[:, 1].astype(np.float64), batch.starts)
    rise = was_low - place.baseline + centre[:, 1] - low[:, 1]
    share = UNIT * np.exp(generator.normal(0.0, 1.0, count) * hand.scale) / place.unit
    shift = generator.normal(0.0, 1.0, (count, 2)) * hand.shift
    middle = np.stack((0.5 + shift[:, 0], BASELINE + shift[:, 1] - rise * share), axis=1)

    extent = (high - low + pen[:, None]) * share[:, None] / 2
    inside = ((middle - extent > 0.0) & (middle + extent < 1.0)).all(axis=1)
    alone = ~inside | (generator.random(count) < hand.alone)
    fills = (hand.alone == 0.0) | (generator.random(count) < 0.5)
    length = generator.uniform(np.where(fills, 0.72, 0.3), 0.9)
    free = np.where(fills, 0.0, 1.0 - length)[:, None]
    anywhere = 0.5 + generator.uniform(-0.5, 0.5, (count, 2)) * free
    fitting = np.minimum(length / ((high - low).max(axis=1) + pen), _THICKEST / pen)
    share = np.where(alone, fitting, share)
    middle = np.where(alone[:, None], anywhere, middle)

    side = hand.size * _FINE
    scale = (share * side)[batch.owner, None] * np.array([1.0, -1.0])
    placed = (points - centre[batch.owner]) * scale + (middle * side - 0.5)[batch.owner]
    return placed, pen * share * side


def _draw_stroke(
    canvas: UInt8Array, stroke: Float64Array, width: float, wave: Float64Array
) -> None:
    """Draw one stroke, its width changing along it by the shares in `wave`."""
    import cv2

    exact = np.rint(stroke * 2**_FRACTION).astype(np.int32)
    if len(exact) == 1:
        # A line of one point is not drawn at all.
        exact = np.repeat(exact, 2, axis=0)
    pieces = min(len(wave), max(1, len(stroke) // 4)) if wave.any() else 1
    bounds = np.linspace(0, len(exact) - 1, pieces + 1).astype(int)
    for piece in range(pieces):
        part = exact[bounds[piece] : bounds[piece + 1] + 1]
        thickness = max(1, round(width * (1.0 + wave[piece])))
        cv2.polylines(canvas, [part], False, 255, thickness, cv2.LINE_AA, _FRACTION)
