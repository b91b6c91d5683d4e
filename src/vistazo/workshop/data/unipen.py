"""UNIPEN: handwritten characters as pen strokes, from prepared stroke arrays."""

from __future__ import annotations

from typing import Literal

import numpy as np

from vistazo.workshop.data.archive import read_arrays
from vistazo.workshop.data.catalogue import find_source
from vistazo.workshop.data.fetch import fetch
from vistazo.workshop.data.strokes import StrokeSet

ASCII = tuple(chr(code) for code in range(33, 127))
_FILE = "unipen_characters.npz"


def load_unipen(part: Literal["train", "test"] | None = None) -> StrokeSet:
    """Single characters, all 94 printable ASCII; nobody wrote for both parts.

    Args:
        part: Which; both by default.

    Returns:
        The strokes, labels and writers, labels in ASCII order.

    Raises:
        DataError: The file cannot be had or is damaged.
    """
    source = find_source("unipen")
    arrays = read_arrays(
        fetch(source, _FILE),
        {
            "points": (np.integer, 2),
            "stroke_offsets": (np.integer, 1),
            "sample_stroke_offsets": (np.integer, 1),
            "label": (np.integer, 1),
            "writer": (np.integer, 1),
            "split": (np.str_, 1),
        },
    )
    whole = StrokeSet(
        name=f"unipen/{part}" if part else "unipen",
        points=arrays["points"].astype(np.float32),
        stroke_offsets=arrays["stroke_offsets"].astype(np.int64),
        sample_offsets=arrays["sample_stroke_offsets"].astype(np.int64),
        labels=tuple(chr(code) for code in arrays["label"].tolist()),
        writers=arrays["writer"].astype(np.int64),
        label_order=ASCII,
        licence=source.licence,
        citation=source.citation,
    )
    return whole if part is None else whole.subset(np.flatnonzero(arrays["split"] == part))
