"""MNIST: 60,000 training and 10,000 test digits, 28×28, light on dark."""

from __future__ import annotations

from typing import Literal

from vistazo.workshop.data.catalogue import find_source
from vistazo.workshop.data.dataset import Dataset
from vistazo.workshop.data.fetch import fetch
from vistazo.workshop.data.idx import read_idx_pair

DIGITS = tuple("0123456789")


def load_mnist(part: Literal["train", "test"]) -> Dataset:
    """The training or the test part.

    Returns:
        uint8 (60000, 28, 28) or (10000, 28, 28) pictures, ink 255 on 0, labels "0" to "9".

    Raises:
        DataError: A file cannot be had or is damaged.
    """
    source = find_source("mnist")
    stem = {"train": "train", "test": "t10k"}[part]
    images, numbers = read_idx_pair(
        fetch(source, f"{stem}-images-idx3-ubyte.gz"),
        fetch(source, f"{stem}-labels-idx1-ubyte.gz"),
    )
    return Dataset(
        name=f"mnist/{part}",
        images=images,
        labels=tuple(DIGITS[number] for number in numbers),
        label_order=DIGITS,
        licence=source.licence,
        citation=source.citation,
    )
