"""Photos in a folder per label; one that lies in several folders shows all of their labels."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from vistazo.errors import DataError
from vistazo.workshop.data.folder import picture_files, shown
from vistazo.workshop.data.photo_set import PhotoSet, gather_photos


def read_photo_folder(
    root: Path | str,
    part: str | None = None,
    *,
    labels: Sequence[str] | None = None,
    **more: str,
) -> PhotoSet:
    """Read every picture of every label's folder, at any depth below it.

    Files of the same content are one photo. Names are sorted, so that the order is the same
    everywhere. Hidden files, and files that are no pictures, are left alone.

    Args:
        root: The folder that holds the labels' folders.
        part: A folder of `root` that holds them instead.
        labels: The only labels that may occur.
        **more: `licence` and `citation`.

    Raises:
        DataError: No such folder, no label, a label that may not occur or has no pictures.
    """
    root = Path(root) / part if part else Path(root)
    if not root.is_dir():
        raise DataError(f"{root}: expected a folder that holds one folder per label.")
    order = sorted(path.name for path in root.iterdir() if path.is_dir() and shown(path))
    if not order:
        raise DataError(f"{root}: expected one folder per label, e.g. {root / 'cat'}; found none.")
    strange = [label for label in order if labels is not None and label not in labels]
    if strange:
        raise DataError(
            f"{root / strange[0]}: expected folders named by a label among "
            f"{', '.join(labels or ())}; got {strange[0]!r}."
        )
    photos: dict[bytes, tuple[Path, dict[str, int]]] = {}
    for label in order:
        for file in picture_files(root / label):
            photos.setdefault(_digest(file), (file, {}))[1][label] = 1
    return gather_photos(str(root), photos.values(), order, **more)


def _digest(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest()
    except OSError as error:
        raise DataError(f"{file}: cannot be read ({error}).") from None
