"""Judging an exported file on a data set."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vistazo.errors import DataError, ImageError
from vistazo.evaluation.many_report import ManyReport, evaluate_many
from vistazo.evaluation.report import Report, evaluate
from vistazo.runtime import Prior, Recognizer
from vistazo.types import Float32Array, UInt8Array
from vistazo.workshop.data.dataset import Dataset
from vistazo.workshop.data.photo_set import PhotoSet


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


def measure_photos(recognizer: Recognizer, data: PhotoSet) -> ManyReport:
    """Recognise every photo with the file itself, and compare with its labels.

    Labels of the recogniser that the data says nothing of are not judged.

    Args:
        recognizer: The file, which gives several labels.
        data: Labelled photos.

    Raises:
        DataError: The data has labels that the recogniser does not know, or a photo that cannot
            be read.
    """
    targets = data.targets_for(recognizer.labels)
    probabilities = [_recognise(recognizer, file) for file in data.files]
    return evaluate_many(
        np.concatenate(probabilities) if probabilities else np.zeros(targets.shape),
        targets,
        recognizer.labels,
        [recognizer.card.thresholds[label] for label in recognizer.labels],
        data=data.name,
        fingerprint=data.fingerprint,
    )


def _recognise(recognizer: Recognizer, file: Path) -> Float32Array:
    """Probabilities float32 (1, labels), of a photo decoded as for any other answer."""
    try:
        image = recognizer.decode(file)
    except ImageError as error:
        raise DataError(f"{file} cannot be read: {error}") from error
    return recognizer.run(image[None], outputs=("probability",))["probability"]


def _single(images: tuple[UInt8Array, ...]) -> list[UInt8Array]:
    return [image[None] for image in images]
