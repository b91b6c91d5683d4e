"""CIFAR-10: 32×32 colour photos of ten kinds of things."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import numpy as np

from vistazo.errors import DataError
from vistazo.image import load_rgb
from vistazo.types import UInt8Array
from vistazo.workshop.data.catalogue import find_source
from vistazo.workshop.data.dataset import Dataset
from vistazo.workshop.data.fetch import fetch

SIDE = 32


def load_cifar(part: Literal["train", "test"], *, grids: int | None = None) -> Dataset:
    """The training part (50,000 photos) or 1,000 photos of the test part.

    Args:
        part: Which.
        grids: Read only the first so many grids of 1,000 photos; all of them by default.

    Returns:
        uint8 (N, 32, 32, 3), labels "airplane" to "truck".

    Raises:
        DataError: A file cannot be had or is damaged.
    """
    source = find_source("cifar10")
    every = sorted(file for file in source.files if file.endswith(".webp"))
    start = next(i for i, file in enumerate(every) if file.startswith("train"))
    # labels.json counts training photos first, then test photos; the number in a name is its place.
    files = (every[start:] if part == "train" else every[:start])[:grids]
    names, numbers = _read_labels(fetch(source, "labels.json"))
    pieces, labels = [], []
    for file in files:
        photos = cut_grid(load_rgb(fetch(source, file)), SIDE)
        first = 1000 * int(file.removesuffix(".webp").rsplit("_", 1)[1])
        pieces.append(photos)
        labels += [names[number] for number in numbers[first : first + len(photos)]]
    return Dataset(
        name=f"cifar10/{part}",
        images=np.concatenate(pieces),
        labels=tuple(labels),
        label_order=names,
        licence=source.licence,
        citation=source.citation,
    )


def cut_grid(grid: UInt8Array, side: int) -> UInt8Array:
    """Cut a grid of square pictures apart, row by row.

    Args:
        grid: uint8 (rows * side, columns * side, 3).
        side: Pixels along one picture.

    Returns:
        uint8 (rows * columns, side, side, 3).
    """
    height, width, colours = grid.shape
    if height % side or width % side:
        raise DataError(f"A grid of {side}-pixel pictures cannot be {height}×{width} pixels.")
    tiles = grid.reshape(height // side, side, width // side, side, colours)
    return np.ascontiguousarray(tiles.swapaxes(1, 2)).reshape(-1, side, side, colours)


def _read_labels(path: Path) -> tuple[tuple[str, ...], list[int]]:
    content = json.loads(path.read_text("utf-8"))
    return tuple(content["names"]), content["labels"]
