"""Judging an exported file on a data set."""

from __future__ import annotations

import numpy as np

from vistazo.errors import DataError
from vistazo.evaluation.report import Report, evaluate
from vistazo.runtime import Recognizer
from vistazo.types import UInt8Array
from vistazo.workshop.data.dataset import Dataset


def measure(recognizer: Recognizer, data: Dataset) -> Report:
    """Recognise every picture with the file itself, and compare with the labels.

    Raises:
        DataError: The data set has labels that the recogniser does not know, or colour pictures
            for a recogniser of ink.
    """
    strange = sorted(set(data.label_order) - set(recognizer.labels))
    if strange:
        raise DataError(
            f"{data.name} has labels that {recognizer.id} does not know: "
            f"{', '.join(strange[:10])}. It knows: {', '.join(recognizer.labels[:100])}."
        )
    groups = [data.images] if isinstance(data.images, np.ndarray) else _single(data.images)
    probabilities = [
        recognizer.run(images, outputs=("probability",))["probability"] for images in groups
    ]
    return evaluate(
        np.concatenate(probabilities),
        data.labels,
        recognizer.labels,
        data=data.name,
        fingerprint=data.fingerprint,
    )


def _single(images: tuple[UInt8Array, ...]) -> list[UInt8Array]:
    return [image[None] for image in images]
