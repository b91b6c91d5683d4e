"""A light sheet of paper on a darker table."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from vistazo.types import BoolArray, Float64Array

_APART = 25.0
"""Grey levels by which paper is lighter than the table."""
_AROUND = 0.6
"""Share of the picture's edge that is table."""
_SIDE = 0.3
"""Share of the picture's width, and of its height, that the sheet spans."""
_FULL = 0.75
"""Share of its box that it fills; it may lie a little turned."""
_WRITTEN = 0.35
"""Share of it that may be covered with ink."""
_LEVELS = 64


def find_sheet(coarse: Float64Array) -> BoolArray:
    """Which cells of a coarse picture are paper; all of them where no table is seen.

    Args:
        coarse: Grey levels, float64 (h, w), each the mean of a block of pixels.
    """
    everything = np.ones(coarse.shape, dtype=np.bool_)
    light = coarse > _threshold(coarse)
    edge = np.concatenate((light[0], light[-1], light[:, 0], light[:, -1]))
    if light.all() or not light.any() or 1.0 - edge.mean() < _AROUND:
        return everything
    if coarse[light].mean() - coarse[~light].mean() < _APART:
        return everything
    labels, _ = ndimage.label(light)
    largest = labels == 1 + int(np.bincount(labels.ravel())[1:].argmax())
    rows, columns = (np.flatnonzero(largest.any(axis=axis)) for axis in (1, 0))
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    sheet: BoolArray = ndimage.binary_fill_holes(largest)
    area = int(sheet.sum())
    written = 1.0 - largest.sum() / area
    spans = height >= _SIDE * coarse.shape[0] and width >= _SIDE * coarse.shape[1]
    if not spans or area < _FULL * height * width or written > _WRITTEN:
        return everything
    # Cells at its edge hold some of the table.
    inner: BoolArray = ndimage.binary_erosion(sheet, iterations=2)
    return inner if inner.any() else everything


def _threshold(values: Float64Array) -> float:
    """The level that parts the values into two groups with the least variance (Otsu 1979)."""
    counts, bounds = np.histogram(values, _LEVELS)
    middle = (bounds[1:] + bounds[:-1]) / 2
    below = np.cumsum(counts)[:-1]
    above = values.size - below
    sums = np.cumsum(counts * middle)
    means = sums[:-1] / np.maximum(below, 1), (sums[-1] - sums[:-1]) / np.maximum(above, 1)
    between = below * above * (means[1] - means[0]) ** 2
    return float(bounds[1 + int(between.argmax())])
