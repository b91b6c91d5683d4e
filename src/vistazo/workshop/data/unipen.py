"""UNIPEN: handwritten characters and text as pen strokes, from prepared stroke arrays."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from vistazo.workshop.data.archive import Kind, read_arrays
from vistazo.workshop.data.catalogue import Source, find_source
from vistazo.workshop.data.fetch import fetch
from vistazo.workshop.data.strokes import StrokeSet, TextStrokes

ASCII = tuple(chr(code) for code in range(33, 127))
_CHARACTERS = "unipen_characters.npz"
_TEXT = "unipen_text.npz"
_INK: dict[str, Kind] = {
    "points": (np.integer, 2),
    "stroke_offsets": (np.integer, 1),
    "sample_stroke_offsets": (np.integer, 1),
    "writer": (np.integer, 1),
    "file_index": (np.integer, 1),
    "provider": (np.str_, 1),
    "split": (np.str_, 1),
}
Part = Literal["train", "test"]


def load_unipen(part: Part | None = None) -> StrokeSet:
    """Single characters, all 94 printable ASCII; nobody wrote for both parts.

    Args:
        part: Which; both by default.

    Returns:
        The strokes, labels, writers, files and providers, labels in ASCII order.

    Raises:
        DataError: The file cannot be had or is damaged.
    """
    source = find_source("unipen")
    arrays = read_arrays(fetch(source, _CHARACTERS), {**_INK, "label": (np.integer, 1)})
    whole = StrokeSet(
        **_shared(source, arrays, "unipen", part),
        labels=tuple(chr(code) for code in arrays["label"].tolist()),
        label_order=ASCII,
    )
    return whole if part is None else whole.subset(np.flatnonzero(arrays["split"] == part))


def load_unipen_text(part: Part | None = None) -> TextStrokes:
    """Words and texts; writers and parts are those of `load_unipen`.

    Numbers of writers and the part that each is in are the same for characters and text; numbers
    of files are not. The strokes were thinned to the points that their shape needs.

    Args:
        part: Which; both by default.

    Returns:
        The strokes, texts (of characters 32 to 126), writers, files, providers, style, separation
        and estimated lines.

    Raises:
        DataError: The file cannot be had or is damaged.
    """
    source = find_source("unipen")
    more: dict[str, Kind] = {
        "label": (np.str_, 1),
        "style": (np.str_, 1),
        "separation": (np.floating, 1),
        "est_lines": (np.integer, 1),
    }
    arrays = read_arrays(fetch(source, _TEXT), {**_INK, **more})
    whole = TextStrokes(
        **_shared(source, arrays, "unipen/text", part),
        labels=tuple(arrays["label"].tolist()),
        style=tuple(arrays["style"].tolist()),
        separation=arrays["separation"].astype(np.float32),
        est_lines=arrays["est_lines"].astype(np.int64),
    )
    return whole if part is None else whole.subset(np.flatnonzero(arrays["split"] == part))


def _shared(
    source: Source, arrays: dict[str, npt.NDArray[Any]], name: str, part: Part | None
) -> dict[str, Any]:
    """What both kinds of set are made of."""
    return {
        "name": f"{name}/{part}" if part else name,
        "points": arrays["points"].astype(np.float32),
        "stroke_offsets": arrays["stroke_offsets"].astype(np.int64),
        "sample_offsets": arrays["sample_stroke_offsets"].astype(np.int64),
        "writers": arrays["writer"].astype(np.int64),
        "files": arrays["file_index"].astype(np.int64),
        "providers": tuple(arrays["provider"].tolist()),
        "licence": source.licence,
        "citation": source.citation,
    }
