"""Characters of a line as pictures that keep their size and place.

A frame is a square of side S. The line's baseline lies BASELINE × S below its top, and the median
size of the writer's characters, had he written all of them, is UNIT × S.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from vistazo.types import Box, Float64Array, UInt8Array

UNIT = 0.30
"""Median size of a writer's characters, as a share of the frame's side."""

BASELINE = 0.66
"""Where the baseline lies, as a share of the frame's side from its top."""

_SIDE = 112
"""Side of a frame's picture at most, pixels; smaller lines are not enlarged."""
_LEAST_SIDE = 24
_FITS = 0.8
"""Longer ink, as a share of the side, is reduced to this."""

# The larger side of a character in units, and how far it reaches below the baseline: medians over
# the UNIPEN writers that recognisers learn from.
_KINDS = (
    ("acenorsuvxz", 0.78, 0.0),
    ("mw", 1.0, 0.0),
    ("bdfhklt", 1.2, 0.0),
    ("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 1.06, 0.0),
    ("gpqy", 1.28, 0.5),
)
_USUAL = {label: (size, depth) for labels, size, depth in _KINDS for label in labels}
_LEVEL_FROM = 5
"""Fewer characters tell nothing about the line's slope."""


@dataclass(frozen=True)
class Frame:
    """The geometry of a line.

    Attributes:
        unit: Median size of its writer's characters, pixels.
        baseline: Row of the baseline at column 0.
        slope: Rows down in one column to the right.
    """

    unit: float
    baseline: float
    slope: float


def estimate_frame(boxes: Sequence[Box], labels: Sequence[str]) -> Frame | None:
    """The geometry of a line from its characters' boxes and what they probably are.

    None where none of them has a usual size.
    """
    known = [
        (box, *_USUAL[label]) for box, label in zip(boxes, labels, strict=True) if label in _USUAL
    ]
    if not known:
        return None
    sizes = np.array([max(box.width, box.height) / size for box, size, _ in known])
    unit = max(float(np.median(sizes)), 1.0)
    hanging = np.array([depth > 0.0 for _, _, depth in known])
    x = np.array([box.x + box.width / 2 for box, _, _ in known])
    foot = np.array([box.y + box.height - depth * unit for box, _, depth in known])
    if not hanging.all():
        x, foot = x[~hanging], foot[~hanging]
    slope = _slope(x, foot, unit)
    return Frame(unit, float(np.median(foot - slope * x)), slope)


def _slope(x: Float64Array, foot: Float64Array, unit: float) -> float:
    if len(x) < _LEVEL_FROM:
        return 0.0
    weight = np.ones(len(x))
    slope = 0.0
    for _ in range(4):
        share = weight / weight.sum()
        x_off, foot_off = x - share @ x, foot - share @ foot
        # A short line is taken for level.
        slope = float(share @ (x_off * foot_off) / (share @ x_off**2 + (3.0 * unit) ** 2))
        weight = 1.0 / np.maximum(1.0, np.abs(foot_off - slope * x_off) / (0.15 * unit))
    return slope


def draw_frames(glyphs: Sequence[UInt8Array], boxes: Sequence[Box], frame: Frame) -> UInt8Array:
    """Put characters into their frames.

    Args:
        glyphs: Light ink on black, uint8 (height, width) each.
        boxes: Where they stand on the line.
        frame: The line's geometry.

    Returns:
        uint8 (n, side, side).
    """
    whole = frame.unit / UNIT
    side = int(np.clip(round(whole), _LEAST_SIDE, _SIDE))
    pictures = np.zeros((len(glyphs), side, side), dtype=np.uint8)
    for picture, glyph, box in zip(pictures, glyphs, boxes, strict=True):
        scale = side / whole if whole > side else 1.0
        longest = _FITS * side / max(glyph.shape)
        small = _reduced(glyph, min(scale, longest))
        height, width = small.shape
        line = frame.baseline + frame.slope * (box.x + box.width / 2)
        top = round(BASELINE * side - (line - box.y) * scale)
        # Ink that is longer than characters are has no place of its own either.
        top = (side - height) // 2 if longest < scale else min(max(top, 0), side - height)
        left = (side - width) // 2
        picture[top : top + height, left : left + width] = small
    return pictures


def _reduced(glyph: UInt8Array, scale: float) -> UInt8Array:
    if scale >= 1.0:
        return glyph
    height, width = (max(1, round(side * scale)) for side in glyph.shape)
    return np.asarray(Image.fromarray(glyph).resize((width, height), Image.Resampling.BOX))
