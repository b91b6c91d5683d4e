"""Digits as shapes: from 28×28 pixels to outlines that can be drawn at any size and stroke width.

Distances are in units of the 28×28 picture: 1 unit is one of its pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage
from skimage.morphology import skeletonize

UNITS = 28
FINE = 8
"""Samples per unit of the fields below."""
MARGIN = 2
"""Units around the picture, so that a stroke near its edge can grow."""
MINIMAL_PEN = 0.6
"""Diameter, in units, that no stroke gets thinner than, so that thinning never breaks one."""

Field = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Shape:
    """One digit.

    Attributes:
        depth: float32 (side, side): distance to the outline, positive in the ink, negative out of
            it; side is (UNITS + 2 * MARGIN) * FINE.
        to_skeleton: float32 (side, side): distance to the middle line of the strokes.
    """

    depth: Field
    to_skeleton: Field

    def thicken(self, change: float) -> Field:
        """The field of the digit with strokes wider by `change` units (negative: thinner)."""
        field: Field = np.maximum(self.depth + change / 2, MINIMAL_PEN / 2 - self.to_skeleton)
        return field

    def line(self, width: float) -> Field:
        """The field of the digit drawn as lines of one width, in units."""
        return np.float32(width / 2) - self.to_skeleton


def find_shape(image: npt.NDArray[np.uint8]) -> Shape:
    """The shape of a light digit on dark, uint8 (28, 28).

    The outline lies where the smoothly enlarged picture is half as bright as the brightest point
    within a stroke's reach, so that faint thin strokes keep their true width.
    """
    padded = np.pad(image, MARGIN).astype(np.float32)
    side = len(padded) * FINE
    grey = np.asarray(Image.fromarray(padded).resize((side, side), Image.Resampling.BICUBIC))
    # Takes the steps of the pixel grid out of slanted edges.
    grey = ndimage.gaussian_filter(grey, 0.35 * FINE)
    peak = ndimage.maximum_filter(grey, size=3 * FINE)
    inside = grey > np.maximum(0.5 * peak, 32.0)
    depth = ndimage.distance_transform_edt(inside) - ndimage.distance_transform_edt(~inside)
    middle = skeletonize(inside)  # type: ignore[no-untyped-call]
    if not middle.any():
        middle[side // 2, side // 2] = True
    # A distance between sample centres steps along the outline; the blur takes the steps away.
    smooth = ndimage.gaussian_filter(depth.astype(np.float32), 1.5)
    to_skeleton = ndimage.distance_transform_edt(~middle).astype(np.float32)
    return Shape(smooth / FINE, to_skeleton / FINE)


def ink_box(field: Field) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the ink (where the field is positive), in units."""
    rows, columns = np.flatnonzero((field > 0).any(1)), np.flatnonzero((field > 0).any(0))
    edges = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    left, top, right, bottom = (float(edge) / FINE - MARGIN for edge in edges)
    return left, top, right, bottom


def cover(field: Field, scale: float, box: tuple[float, float, float, float]) -> Field:
    """How much of each pixel is ink.

    Args:
        field: Positive in the ink.
        scale: Pixels per unit.
        box: Left, top, right, bottom of what is drawn, in units; within the margin.

    Returns:
        float32 (height, width), 0..1.
    """
    left, top, right, bottom = box
    width, height = round((right - left) * scale), round((bottom - top) * scale)

    def sample(edge: float) -> float:
        return (edge + MARGIN) * FINE

    # Small pictures are drawn finer and then averaged, as a camera or a canvas would.
    finer = max(1, int(np.ceil(FINE / scale)))
    drawn = Image.fromarray(field).resize(
        (width * finer, height * finer),
        Image.Resampling.BILINEAR,
        box=(sample(left), sample(top), sample(right), sample(bottom)),
    )
    ink = np.clip(np.asarray(drawn) * np.float32(scale * finer) + 0.5, 0.0, 1.0)
    mean: Field = ink.reshape(height, finer, width, finer).mean(axis=(1, 3), dtype=np.float32)
    return mean
