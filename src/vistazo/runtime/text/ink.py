"""What on a page is ink: light may be uneven, ink darker or lighter than the ground."""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import ndimage

from vistazo.runtime.text.sheet import find_sheet
from vistazo.types import BoolArray, Float32Array, Float64Array, UInt8Array

_EVEN = 4.0
"""Grey levels by which a drawing's ground differs from itself at most."""
_EDGE, _AREA = 0.9, 0.75
"""It takes the first share of the edge, or half of the edge and the second share of the whole."""
_GRID = 160
"""Cells of the coarse picture's longer side, in which the ground is looked for."""
_WINDOW = 0.4
"""Window of the ground's mean, as a share of each side; wider than any stroke."""
_LEAST_WINDOW = 0.1
"""The same of a narrow picture, as a share of its longer side."""
_INKY = 0.3
"""What is darker than this share of the darkest is left out of the ground's mean."""
_SURE, _FAINT = 0.3, 0.17
"""A piece of ink reaches the first share of the darkest ink somewhere, the second everywhere."""
_NOISY, _QUIET = 5.0, 3.5
"""So it does these numbers of standard deviations of the ground's noise, ..."""
_VISIBLE, _BARELY = 16.0, 8.0
"""... and these numbers of grey levels."""
_PEAK_PIXELS = 16
"""How many pixels reach the darkest ink, so that a single one is not it."""
_GRAIN = 1.5
"""Noise of more grey levels than this is smoothed."""


def find_ink(pixels: UInt8Array) -> tuple[Float32Array, BoolArray]:
    """Tell ink from ground.

    Args:
        pixels: Grey, uint8 (H, W).

    Returns:
        How strongly each pixel is inked, float32 (H, W) in 0..1 (0 on the ground), and what is
        ink at all, bool (H, W).
    """
    strength = _above_ground(pixels)
    noise = _noise(pixels)
    if noise > _GRAIN:
        strength = ndimage.gaussian_filter(strength, 0.7)
        # What Gaussian smoothing leaves of white noise: 1 / (2 sqrt(pi) 0.7).
        noise *= 0.4
    rank = min(_PEAK_PIXELS, 1 + strength.size // 50)
    peak = float(np.partition(strength, -rank, axis=None)[-rank])
    sure = strength > max(_SURE * peak, _NOISY * noise, _VISIBLE)
    ground = max(_FAINT * peak, _QUIET * noise, _BARELY)
    labels, count = ndimage.label(strength > ground, np.ones((3, 3), dtype=np.int8))
    kept = np.zeros(count + 1, dtype=np.bool_)
    kept[labels[sure]] = True
    kept[0] = False
    ink: BoolArray = kept[labels]
    low = min(_QUIET * noise, ground)
    scaled = (strength - low) / max(peak - low, 1.0)
    return np.clip(scaled, 0.0, 1.0).astype(np.float32), ink


def _above_ground(pixels: UInt8Array) -> Float32Array:
    """Grey levels above the ground, positive for ink."""
    plain = _above_even_ground(pixels)
    if plain is not None:
        return plain
    factor = -(-max(pixels.shape) // _GRID)
    image = Image.fromarray(pixels)
    coarse = np.asarray(image.reduce(factor) if factor > 1 else image, dtype=np.float64)
    sheet = find_sheet(coarse)
    ground, sign = _ground(coarse, sheet)
    size = pixels.shape[::-1]
    fine = Image.fromarray(ground.astype(np.float32)).resize(size, Image.Resampling.BILINEAR)
    above: Float32Array = np.float32(sign) * (pixels.astype(np.float32) - np.asarray(fine))
    if not sheet.all():
        above[~np.asarray(Image.fromarray(sheet).resize(size, Image.Resampling.NEAREST))] = 0.0
    return above


def _above_even_ground(pixels: UInt8Array) -> Float32Array | None:
    """Grey levels above the ground of a drawing or a screenshot; None where light is uneven."""
    edge = np.concatenate((pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])).astype(np.float32)
    middle = float(np.median(edge))
    at_edge = float((np.abs(edge - middle) <= _EVEN).mean())
    above = pixels.astype(np.float32) - np.float32(middle)
    everywhere = float((np.abs(above) <= _EVEN).mean())
    if at_edge < _EDGE and (at_edge < 0.5 or everywhere < _AREA):
        return None
    return above if float(above.mean()) >= 0.0 else -above


def _ground(coarse: Float64Array, sheet: BoolArray) -> tuple[Float64Array, float]:
    """The ground under unevenly lit ink, and 1 for lighter ink, -1 for darker."""
    least = _LEAST_WINDOW * max(coarse.shape)
    window = [max(3, round(max(_WINDOW * side, least))) for side in coarse.shape]
    bare = sheet.astype(np.float64)
    for _ in range(3):
        ground = _surface(coarse, bare)
        share = ndimage.uniform_filter(bare, window)
        local = ndimage.uniform_filter((coarse - ground) * bare, window)
        ground += np.where(share > 1e-3, local / np.maximum(share, 1e-3), 0.0)
        rest = coarse - ground
        # Ink is the smaller part of a page and far from its ground, so it makes the longer tail.
        sign = 1.0 if float((rest[sheet] ** 3).sum()) >= 0.0 else -1.0
        inky = _INKY * max(float((sign * rest[sheet]).max()), 1.0)
        bare = (sheet & (sign * rest < inky)).astype(np.float64)
    return ground, sign


def _surface(values: Float64Array, weights: Float64Array) -> Float64Array:
    """The quadratic surface nearest to values with weight 1."""
    y, x = (np.linspace(-1.0, 1.0, side) for side in values.shape)
    y, x = np.broadcast_arrays(y[:, None], x[None])
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    weight = weights.reshape(-1, 1)
    found = np.linalg.lstsq(terms.T @ (terms * weight), terms.T @ (values.reshape(-1, 1) * weight))
    surface: Float64Array = (terms @ found[0]).reshape(values.shape)
    return surface


def _noise(pixels: UInt8Array) -> float:
    """Standard deviation of the ground's noise: most neighbours differ by nothing else."""
    rows = pixels[:: max(1, pixels.shape[0] // 400)].astype(np.float32)
    if rows.shape[1] < 2:
        return 0.0
    return 1.4826 * float(np.median(np.abs(np.diff(rows, axis=1)))) / 2**0.5
