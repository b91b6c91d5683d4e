"""A folder per label: `root/seven/a.png` shows a "seven"."""

from __future__ import annotations

from pathlib import Path

from vistazo.errors import DataError
from vistazo.workshop.data.dataset import Dataset, pack
from vistazo.workshop.data.pictures import PICTURE_SUFFIXES, Colours, read_picture

_UNREAD_SUFFIXES = (".avif", ".bmp", ".gif", ".heic", ".heif", ".jp2", ".jxl", ".tif", ".tiff")


def read_folder(root: Path | str, *, colours: Colours = "grey") -> Dataset:
    """Read every picture of every label's folder, at any depth below it.

    Names are sorted, so that the order is the same everywhere. Hidden files, and files that are
    no pictures, are left alone.

    Args:
        root: The folder that holds the labels' folders.
        colours: "grey" or "rgb".

    Raises:
        DataError: No such folder, no label, a label without pictures, or a picture that cannot
            be read.
    """
    root = Path(root)
    if not root.is_dir():
        raise DataError(f"{root}: expected a folder that holds one folder per label.")
    order = tuple(sorted(path.name for path in root.iterdir() if path.is_dir() and shown(path)))
    if not order:
        raise DataError(f"{root}: expected one folder per label, e.g. {root / '7'}; found none.")
    images, labels = [], []
    for label in order:
        files = picture_files(root / label)
        images += [read_picture(file, colours) for file in files]
        labels += [label] * len(files)
    return Dataset(str(root), pack(images), tuple(labels), order)


def picture_files(folder: Path) -> list[Path]:
    """The pictures at any depth of a folder, sorted.

    Raises:
        DataError: There is none, or a picture of a kind that is not read.
    """
    found = []
    for path in sorted(folder.rglob("*")):
        if not shown(path) or not path.is_file():
            continue
        if path.suffix.lower() in _UNREAD_SUFFIXES:
            raise DataError(f"{path}: expected PNG, JPEG or WebP; convert it, or move it away.")
        if path.suffix.lower() in PICTURE_SUFFIXES:
            found.append(path)
    if not found:
        raise DataError(
            f"{folder}: expected pictures ({' '.join(PICTURE_SUFFIXES)}), found none; "
            "add some, or remove the folder."
        )
    return found


def shown(path: Path) -> bool:
    """Whether a name is not that of a hidden or a private file."""
    return not path.name.startswith((".", "__"))
