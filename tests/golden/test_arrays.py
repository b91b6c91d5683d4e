"""What NumPy, SciPy and Pillow compute: `arrays.json`, which also the page is held to.

    python tests/golden/test_arrays.py

writes it anew; web/tests/local/reading/arrays.test.ts reads it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

PATH = Path(__file__).with_name("arrays.json")
SIZES = ((1, 1), (1, 9), (7, 1), (5, 8), (13, 11))
CROSS = ndimage.generate_binary_structure(2, 1)
SQUARE = np.ones((3, 3), np.bool_)


def test_the_page_is_held_to_what_is_computed_here() -> None:
    committed = json.loads(PATH.read_text(encoding="utf-8"))
    for name, cases in golden().items():
        for case, told in zip(cases, committed[name], strict=True):
            assert case["given"] == told["given"]
            wanted = np.array(told["found"], np.float64)
            assert np.array(case["found"], np.float64) == pytest.approx(wanted, abs=1e-9), name


def golden() -> dict[str, list[dict[str, Any]]]:
    """By operation what it is given, and what it gives; planes are lists of rows."""
    generator = np.random.default_rng(12)
    masks = [generator.random(size) < share for size in SIZES for share in (0.3, 0.6)]
    masks.append(_rings(15))
    bytes_ = [generator.integers(0, 256, size).astype(np.uint8) for size in SIZES]
    singles = [(generator.random(size) * 200 - 100).astype(np.float32) for size in SIZES]
    doubles = [np.round(generator.normal(0, 50, size), 6) for size in SIZES]
    lines = [np.round(generator.random(length) * 9, 6) for length in (1, 2, 9, 40)]
    return {
        "label corners": [_case(m, ndimage.label(m, SQUARE)[0]) for m in masks],
        "label": [_case(m, ndimage.label(m)[0]) for m in masks],
        "dilate": [_case(m, ndimage.binary_dilation(m, SQUARE)) for m in masks],
        "erode": [_case(m, ndimage.binary_erosion(m, CROSS)) for m in masks],
        "fillHoles": [_case(m, ndimage.binary_fill_holes(m)) for m in masks],
        "gaussianPlane": [_case(p, ndimage.gaussian_filter(p, 0.7), 0.7) for p in singles],
        "gaussianLine": [
            _case(line, ndimage.gaussian_filter1d(line, by, mode="constant"), by)
            for line in lines
            for by in (0.5, 2.3)
        ],
        "uniformPlane": [
            _case(plane, ndimage.uniform_filter(plane, window), list(window))
            for plane in doubles
            for window in ((3, 4), (8, 3))
        ],
        "reduceGrey": [
            _case(p, np.asarray(Image.fromarray(p).reduce(factor)), factor)
            for p in bytes_
            for factor in (2, 3, 5)
        ],
        "enlarge": [
            _case(p, _resized(p, (19, 23), Image.Resampling.BILINEAR), [19, 23]) for p in singles
        ],
        "enlargeMask": [
            _case(m, _resized(m, (19, 23), Image.Resampling.NEAREST), [19, 23]) for m in masks
        ],
        "shrink": [
            _case(p, _resized(p, size, Image.Resampling.BOX), list(size))
            for p in (bytes_[1], *bytes_[3:])
            for size in ((1, 1), (4, 1), (3, 5))
            if size[0] <= p.shape[1] and size[1] <= p.shape[0]
        ],
        "histogram": [_case(p.ravel(), np.histogram(p, 8)[0], 8) for p in (*doubles, *bytes_)],
        "median": [_case(line, [np.median(line)]) for line in lines],
        "selectGreatest": [
            _case(p.ravel(), [np.partition(p.ravel(), -rank)[-rank]], rank)
            for p in singles[2:]
            for rank in (1, 5, 7)
        ],
        "roundEven": [_case(values, np.rint(values)) for values in ([0.5, 1.5, -0.5, 2.4, -2.6],)],
        "between": [_case([1.0, -3.5, n], np.linspace(1.0, -3.5, n)) for n in (1, 2, 7)],
        "solve": _systems(generator),
    }


def _rings(side: int) -> np.ndarray:
    """Rings in rings, and a spiral's arms, which join late."""
    y, x = np.mgrid[:side, :side] - side // 2
    return np.hypot(x, y).astype(np.int64) % 3 == 0


def _resized(plane: np.ndarray, size: tuple[int, int], how: Image.Resampling) -> np.ndarray:
    return np.asarray(Image.fromarray(plane).resize(size, how))


def _systems(generator: np.random.Generator) -> list[dict[str, Any]]:
    cases = []
    for rank in (6, 3, 1):
        terms = np.round(generator.normal(0, 1, (rank, 6)), 3)
        system, right = terms.T @ terms, terms.T @ np.arange(1.0, rank + 1)
        cases.append(_case(system, np.linalg.lstsq(system, right)[0], right.tolist()))
    return cases


def _case(given: Any, found: Any, by: Any = None) -> dict[str, Any]:
    return {"given": _plain(given), "by": by, "found": _plain(found)}


def _plain(values: Any) -> Any:
    array = np.asarray(values)
    return (array.astype(np.int64) if array.dtype == np.bool_ else array).tolist()


if __name__ == "__main__":
    PATH.write_text(json.dumps(golden()) + "\n", encoding="utf-8")
