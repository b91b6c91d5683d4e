"""What on a page is ink: light may be uneven, ink darker or lighter than the ground."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from vistazo.types import Float32Array, UInt8Array

BoolArray = npt.NDArray[np.bool_]

_GRID = 160
"""Cells of the coarse picture's longer side, in which the ground is looked for."""
_GROUND = 0.3
"""Window of the ground's mean, as a share of that side; wider than any stroke."""
_FAINT = 0.3
"""Ink reaches this share of the darkest ink."""
_NOISE = 3.5
"""Ink stands out by this many standard deviations of the ground."""
_VISIBLE = 16.0
"""Ink stands out by this many grey levels; less cannot be seen."""
_PEAK_PIXELS = 16
"""How many pixels reach the darkest ink, so that a single one is not it."""


def find_ink(pixels: UInt8Array) -> tuple[Float32Array, BoolArray]:
    """Tell ink from ground.

    Args:
        pixels: Grey, uint8 (H, W).

    Returns:
        How strongly each pixel is inked, float32 (H, W) in 0..1 (0 on the ground), and what is
        ink at all, bool (H, W).
    """
    strength = _above_ground(pixels)
    noise = 1.4826 * float(np.median(np.abs(_sample(strength))))
    if noise > 1.0:
        strength = ndimage.gaussian_filter(strength, 0.8)
        noise = 1.4826 * float(np.median(np.abs(_sample(strength))))
    rank = min(_PEAK_PIXELS, 1 + strength.size // 50)
    peak = float(np.partition(strength, -rank, axis=None)[-rank])
    floor = max(_FAINT * peak, _NOISE * noise, _VISIBLE)
    ink: BoolArray = strength > floor
    weak = min(_NOISE * noise, floor)
    scaled = (strength - weak) / max(peak - weak, 1.0)
    return np.clip(scaled, 0.0, 1.0).astype(np.float32), ink


def _above_ground(pixels: UInt8Array) -> Float32Array:
    """Grey levels above the ground, positive for ink."""
    factor = -(-max(pixels.shape) // _GRID)
    image = Image.fromarray(pixels)
    coarse = np.asarray(image.reduce(factor) if factor > 1 else image, dtype=np.float32)
    window = max(3, round(_GROUND * max(coarse.shape)))
    ground = ndimage.uniform_filter(coarse, window)
    rest = coarse - ground
    # Ink is the smaller part of a page and far from its ground, so it makes the longer tail.
    sign = 1.0 if float((rest.astype(np.float64) ** 3).sum()) >= 0.0 else -1.0
    for _ in range(2):
        rest = sign * (coarse - ground)
        bare = (rest < _FAINT * max(float(rest.max()), 1.0)).astype(np.float32)
        share = ndimage.uniform_filter(bare, window)
        filled = ndimage.uniform_filter(coarse * bare, window) / np.maximum(share, 1e-6)
        ground = np.where(share > 1e-3, filled, ground)
    height, width = pixels.shape
    fine = Image.fromarray(ground).resize((width, height), Image.Resampling.BILINEAR)
    above: Float32Array = np.float32(sign) * (pixels.astype(np.float32) - np.asarray(fine))
    return above


def _sample(values: Float32Array) -> Float32Array:
    """About every tenth thousandth part of many values."""
    step = max(1, int((values.size / 200_000) ** 0.5))
    return values[::step, ::step]
