"""How far lines of text slope."""

from __future__ import annotations

import numpy as np

from vistazo.types import Float64Array

_STEEPEST = 0.105
"""Tangent of six degrees."""

_COARSE, _FINE = 0.00875, 0.00175
"""Tangents of half a degree and of a tenth."""
_BIN = 0.08
"""Height of a row of the profile, as a share of a letter."""
_SAMPLE = 20_000


def find_slope(x: Float64Array, y: Float64Array, letter: float) -> float:
    """The slope along which points of ink gather in the fewest rows.

    Args:
        x: float64 (n,), pixels to the right.
        y: float64 (n,), pixels downwards.
        letter: Size of a letter in pixels.

    Returns:
        A tangent, positive where lines fall to the right; 0 where the ink is too narrow to tell.
    """
    if len(x) > _SAMPLE:
        chosen = np.linspace(0, len(x) - 1, _SAMPLE).astype(np.int64)
        x, y = x[chosen], y[chosen]
    if not len(x) or np.ptp(x) < 3.0 * letter:
        return 0.0
    best = 0.0
    for reach, step in ((_STEEPEST, _COARSE), (_COARSE, _FINE)):
        tried = best + np.arange(-round(reach / step), round(reach / step) + 1) * step
        scores = [_sharpness(y - slope * x, _BIN * letter) for slope in tried]
        # A narrow word says little about its slope, so level ones are preferred a little.
        penalty = 1.0 - 2.0 * tried**2
        best = float(tried[int(np.argmax(np.array(scores) * penalty))])
    return best


def _sharpness(rows: Float64Array, size: float) -> float:
    """How unevenly points are spread over rows."""
    size = max(size, 0.5)
    counts = np.bincount(((rows - rows.min()) / size).astype(np.int64)).astype(np.float64)
    smooth = counts[1:] + counts[:-1] if len(counts) > 1 else counts
    return float((smooth**2).sum())
