"""An NPZ archive with `images` and `labels`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vistazo.errors import DataError
from vistazo.workshop.data.archive import read_arrays
from vistazo.workshop.data.dataset import Dataset


def read_npz(path: Path | str) -> Dataset:
    """Read `images`, uint8 (N, H, W) or (N, H, W, 3), and `labels`, str (N,).

    Labels are numbered in sorted order.

    Raises:
        DataError: Not an NPZ, damaged, an array missing or of another kind, or pickled content.
    """
    path = Path(path)
    arrays = read_arrays(path, {"images": (np.uint8, None), "labels": (np.str_, 1)})
    labels = tuple(arrays["labels"].tolist())
    if not labels:
        raise DataError(f"{path}: expected at least one picture, got none.")
    return Dataset(str(path), arrays["images"], labels, tuple(sorted(set(labels))))
