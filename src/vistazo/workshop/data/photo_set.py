"""Photos with any number of labels each, checked when the set is made, decoded when asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vistazo.errors import DataError
from vistazo.types import IntArray, UInt8Array
from vistazo.workshop.data.dataset import check_labels
from vistazo.workshop.data.pictures import read_picture

TargetArray = npt.NDArray[np.int8]
Labels = tuple[str, ...]
Known = Mapping[str, int]
"""Of a photo, per label: 1 shown, 0 not shown, -1 left open; others are not shown."""


@dataclass(frozen=True, eq=False)
class PhotoSet:
    """Photos and what they show.

    Attributes:
        name: E.g. "voc2007/test", or the path that it was read from.
        files: N files of pictures.
        labels: N sets of labels that the photos show, each label once; a set may be empty.
        difficult: N sets of labels of which it is left open whether the photos show them; such a
            label is neither judged nor learned.
        label_order: Every label once, in the order that numbers them. Of these the set says whether
            a photo shows them; of others it says nothing.
        licence: As the source states it.
        citation: Whom to cite, or an address.

    Raises:
        DataError: If the parts contradict each other, or a file is missing.
    """

    name: str
    files: tuple[Path, ...]
    labels: tuple[Labels, ...]
    difficult: tuple[Labels, ...]
    label_order: Labels
    licence: str = ""
    citation: str = ""

    def __post_init__(self) -> None:
        counts = len(self.files), len(self.labels), len(self.difficult)
        if len(set(counts)) != 1:
            raise DataError(
                f"{self.name}: every photo needs its labels and its difficult labels, got "
                f"{counts[0]} photos, {counts[1]} and {counts[2]}."
            )
        if not self.label_order:
            raise DataError(f"{self.name}: expected at least one label, got none.")
        for file, shown, open_ in zip(self.files, self.labels, self.difficult, strict=True):
            if len({*shown, *open_}) != len(shown) + len(open_):
                raise DataError(f"{self.name}: {file} has a label twice: {[*shown, *open_]}.")
        every = {label for sets in (self.labels, self.difficult) for one in sets for label in one}
        check_labels(self.name, list(every), self.label_order)
        missing = [file for file in self.files if not file.is_file()]
        if missing:
            raise DataError(
                f"{self.name}: {len(missing)} of {len(self.files)} photos are missing, "
                f"the first is {missing[0]}."
            )

    @property
    def samples(self) -> int:
        """How many photos there are."""
        return len(self.files)

    def pixels(self, index: int) -> UInt8Array:
        """Decode one photo: uint8 (H, W, 3), turned as EXIF says.

        Raises:
            DataError: The file is not a picture that can be read.
        """
        return read_picture(self.files[index], "rgb")

    @cached_property
    def targets(self) -> TargetArray:
        """int8 (N, labels), in `label_order`: 1 shown, 0 not shown, -1 left open."""
        return self.targets_for(self.label_order)

    def targets_for(self, labels: Sequence[str]) -> TargetArray:
        """The targets in another order of labels.

        Args:
            labels: Every label of the set, and perhaps others.

        Returns:
            int8 (N, labels): 1 shown, 0 not shown, -1 left open; labels that the set says nothing
            of are left open.

        Raises:
            DataError: A label of the set is not among `labels`.
        """
        place = {label: index for index, label in enumerate(labels)}
        strange = [label for label in self.label_order if label not in place]
        if strange:
            raise DataError(
                f"{self.name} has labels that are not expected: {', '.join(strange[:10])}. "
                f"Expected: {', '.join(list(labels)[:100])}."
            )
        targets = np.full((self.samples, len(labels)), -1, np.int8)
        targets[:, [place[label] for label in self.label_order]] = 0
        for value, sets in ((1, self.labels), (-1, self.difficult)):
            for row, one in zip(targets, sets, strict=True):
                row[[place[label] for label in one]] = value
        return targets

    @cached_property
    def hashes(self) -> tuple[str, ...]:
        """sha256 of each file, 64 hex digits."""
        return tuple(map(_sha256, self.files))

    @cached_property
    def fingerprint(self) -> str:
        """sha256 over the label order, and every file and its targets in order; 64 hex digits."""
        digest = hashlib.sha256("\0".join(self.label_order).encode())
        for file_hash, row in zip(self.hashes, self.targets, strict=True):
            digest.update(bytes.fromhex(file_hash))
            digest.update(row.tobytes())
        return digest.hexdigest()

    def subset(self, indices: Sequence[int] | IntArray) -> PhotoSet:
        """The photos at `indices`, int (M,), in that order; the label order stays."""
        chosen = np.asarray(indices, dtype=np.int64).tolist()
        return replace(
            self,
            files=tuple(self.files[index] for index in chosen),
            labels=tuple(self.labels[index] for index in chosen),
            difficult=tuple(self.difficult[index] for index in chosen),
        )


def gather_photos(
    name: str, photos: Iterable[tuple[Path, Known]], order: Sequence[str], **more: str
) -> PhotoSet:
    """A set from what is known of each photo.

    Args:
        name: Of the set.
        photos: File, and what is known of it.
        order: Every label once.
        **more: `licence` and `citation`.

    Raises:
        DataError: As `PhotoSet`.
    """
    rows = list(photos)
    place = {label: index for index, label in enumerate(order)}

    def having(value: int, known: Known) -> Labels:
        found = [label for label, state in known.items() if state == value]
        return tuple(sorted(found, key=lambda label: place.get(label, len(place))))

    return PhotoSet(
        name=name,
        files=tuple(file for file, _ in rows),
        labels=tuple(having(1, known) for _, known in rows),
        difficult=tuple(having(-1, known) for _, known in rows),
        label_order=tuple(order),
        **more,
    )


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"{file}: cannot be read ({error}).") from None
