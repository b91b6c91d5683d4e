"""BHMSDS: photographed handwritten symbols, 28×28, dark on light."""

from __future__ import annotations

import numpy as np

from vistazo.workshop.data.archive import read_arrays
from vistazo.workshop.data.catalogue import find_source
from vistazo.workshop.data.dataset import Dataset
from vistazo.workshop.data.fetch import fetch
from vistazo.workshop.data.mnist import DIGITS

_FILE = "bhmsds_28x28.npz"
_ORDER = (*DIGITS, "w", "x", "y", "z", "+", "-", "/")


def load_bhmsds(*, digits_only: bool = False) -> Dataset:
    """The symbols but for the dot, which is only a blob.

    The source names neither writers nor parts, so a split of it cannot be by writer.

    Args:
        digits_only: Leave out w x y z + - and / too.

    Returns:
        uint8 (25500, 28, 28), or (15000, 28, 28) of digits only.

    Raises:
        DataError: The file cannot be had or is damaged.
    """
    source = find_source("bhmsds")
    path = fetch(source, _FILE)
    arrays = read_arrays(path, {"images": (np.uint8, 3), "ascii": (np.int16, 1)})
    symbols = [chr(code) for code in arrays["ascii"].tolist()]
    order = DIGITS if digits_only else _ORDER
    kept = np.array([symbol in order for symbol in symbols])
    return Dataset(
        name="bhmsds/digits" if digits_only else "bhmsds",
        images=arrays["images"][kept],
        labels=tuple(symbol for symbol in symbols if symbol in order),
        label_order=order,
        licence=source.licence,
        citation=source.citation,
    )
