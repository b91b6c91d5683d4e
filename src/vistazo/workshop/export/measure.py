"""Judging an exported file on a data set."""

from __future__ import annotations

import numpy as np

from vistazo.errors import DataError
from vistazo.evaluation.report import Report, evaluate
from vistazo.runtime import Prior, Recognizer
from vistazo.types import UInt8Array
from vistazo.workshop.data.dataset import Dataset


def measure(recognizer: Recognizer, data: Dataset, prior: Prior = None) -> Report:
    """Recognise every picture with the file itself, and compare with the labels.

    Args:
        recognizer: The file.
        data: Labelled pictures.
        prior: Which labels are expected, as in `Recognizer.predict`.

    Raises:
        DataError: The data set has labels that the recogniser does not know, or colour pictures
            for a recogniser of ink.
        OptionError: `prior` is none of the recogniser's.
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
        recognizer.under(np.concatenate(probabilities), prior),
        data.labels,
        recognizer.labels,
        data=data.name,
        fingerprint=data.fingerprint,
    )


def _single(images: tuple[UInt8Array, ...]) -> list[UInt8Array]:
    return [image[None] for image in images]
