"""The photos that a recogniser learns from, in parts that never mix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vistazo.errors import DataError
from vistazo.runtime import DataSource
from vistazo.types import IntArray
from vistazo.workshop.data.load_photos import PUBLIC_PHOTOS, load_photos, load_public_photos
from vistazo.workshop.data.photo_set import PhotoSet, TargetArray
from vistazo.workshop.training.photo_split import divide

PARTS_SEED = 17
"""Of the division into parts: the same photos are golden whatever a run is told."""

LEARNED, CALIBRATION, GOLDEN = range(3)


@dataclass(frozen=True, eq=False)
class PhotoMaterial:
    """Photos in parts.

    Attributes:
        photos: All to learn from, calibrate and judge later versions by.
        parts: int64 (n,), LEARNED, CALIBRATION or GOLDEN.
        test: What the file is judged on in the end; the golden part where there is nothing else.
        sources: Where the photos came from.
    """

    photos: PhotoSet
    parts: IntArray
    test: PhotoSet
    sources: tuple[DataSource, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label, in order."""
        return self.photos.label_order

    def rows(self, part: int) -> IntArray:
        """The photos of a part, int64."""
        return np.flatnonzero(self.parts == part)

    def targets(self, part: int) -> TargetArray:
        """int8 (n, labels) of a part."""
        return self.photos.targets[self.rows(part)]

    @property
    def golden_fingerprint(self) -> str:
        """sha256 over the golden photos and their targets, 64 hex digits."""
        return self.photos.subset(self.rows(GOLDEN)).fingerprint


def gather_material(data: Sequence[str], golden: float, calibration: float) -> PhotoMaterial:
    """Read sets of photos and divide them.

    Args:
        data: Public sets by name, of which the training parts are learned from and the test part
            of the first judges; or paths. A path's parts "train" and "test" are told apart where
            it has them.
        golden: Share of the photos that is never learned from.
        calibration: Share of the photos that calibrates.

    Raises:
        DataError: A set cannot be had, or there are too few photos.
    """
    pairs = [_read(name) for name in data]
    tests = [test for _, test in pairs if test is not None]
    judged = {sha256 for test in tests for sha256 in test.hashes}
    learned = [_without(photos, judged) for photos, _ in pairs]
    photos = merge(learned)
    labels = photos.label_order
    if tests and set(tests[0].label_order) - set(labels):
        raise DataError(
            f"{tests[0].name} has labels that no photo to learn from has: "
            f"{', '.join(sorted(set(tests[0].label_order) - set(labels))[:10])}."
        )
    parts = divide(photos.targets, [1.0 - golden - calibration, calibration, golden], PARTS_SEED)
    test = tests[0] if tests else photos.subset(np.flatnonzero(parts == GOLDEN))
    if not tests:
        test = replace(test, name=f"{photos.name} (golden part)")
    sources = tuple(
        DataSource(item.name, item.fingerprint, item.samples, item.licence, item.citation)
        for item in learned
    )
    return PhotoMaterial(photos, parts, test, sources)


def merge(sets: Sequence[PhotoSet]) -> PhotoSet:
    """Sets as one; a label that a set says nothing of is left open for its photos.

    Of a file that is in several of them, the first is kept.

    Raises:
        DataError: No photos.
    """
    order = tuple(dict.fromkeys(label for item in sets for label in item.label_order))
    seen: set[str] = set()
    files, labels, difficult = [], [], []
    for item in sets:
        absent = tuple(label for label in order if label not in item.label_order)
        for index, sha256 in enumerate(item.hashes):
            if sha256 in seen:
                continue
            seen.add(sha256)
            files.append(item.files[index])
            labels.append(item.labels[index])
            difficult.append((*item.difficult[index], *absent))
    if not files:
        raise DataError("There are no photos to learn from.")
    name = "+".join(item.name for item in sets)
    return PhotoSet(name, tuple(files), tuple(labels), tuple(difficult), order)


def _read(name: str) -> tuple[PhotoSet, PhotoSet | None]:
    """What to learn from, and what to judge by, if there is such a part."""
    if name in PUBLIC_PHOTOS:
        train = "trainval" if name == "voc2007" else "train"
        return load_public_photos(name, train), load_public_photos(name)
    try:
        return load_photos(name, "train"), load_photos(name, "test")
    except DataError:
        return load_photos(name), None


def _without(photos: PhotoSet, judged: set[str]) -> PhotoSet:
    """A set without photos that something is judged by."""
    kept = [index for index, sha256 in enumerate(photos.hashes) if sha256 not in judged]
    return photos if len(kept) == photos.samples else photos.subset(kept)
