"""Corrections with their pictures in forms that other programs read."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from vistazo.errors import (
    ConflictError,
    ImageError,
    NotFoundError,
    OptionError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
)
from vistazo.feedback.correction import Correction
from vistazo.feedback.voc import Example, Write, Writer, voc_writer
from vistazo.image import picture_format, picture_size
from vistazo.storage.failures import file_failure
from vistazo.storage.files import FileStore, write_whole

Form = Literal["folder", "csv", "voc"]

_SUFFIXES = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}
_COLUMNS = (
    "file",
    "label",
    "labels",
    "recognizer",
    "profile",
    "author",
    "created_at",
    "kind",
    "predicted",
    "model",
    "id",
    "conflict",
)


@dataclass(frozen=True)
class Exported:
    """What was exported.

    Attributes:
        written: How many corrections.
        missing: Ids of those whose picture is lost or damaged; they were left out.
    """

    written: int
    missing: tuple[str, ...]


def export_corrections(
    corrections: Sequence[Correction],
    images: FileStore,
    form: Form,
    target: Path | str | BinaryIO,
) -> Exported:
    """Write corrections and their pictures.

    "folder" is a folder for each label, so that a picture with several lies in several; "csv" is
    `corrections.csv` with a row for each correction and the folder `images`; "voc" is Pascal VOC's
    `Annotations` and `JPEGImages`, where each label is an object as large as the picture. The
    readers in `vistazo.workshop.data` read them all. Corrections that contradict each other are all
    written; the table says which they are.

    Args:
        corrections: In the order in which they are written.
        images: The store of pictures.
        form: "folder", "csv" or "voc".
        target: A folder that is empty or not there yet, or a file that a zip archive is written to.

    Raises:
        OptionError: No such form, or the form cannot carry a correction.
        ConflictError: The folder is not empty.
        StorageError: Something cannot be read or written.
    """
    if form not in get_args(Form):
        raise OptionError(f"format must be one of {', '.join(get_args(Form))}, got {form!r}.")
    if form == "folder":
        _check_folders(corrections)
    if form != "csv" and len({item.recognizer for item in corrections}) > 1:
        raise OptionError(f"The format {form} holds one recogniser's corrections; name one.")
    if isinstance(target, Path | str):
        folder = _empty_folder(Path(target))
        return _export(corrections, images, form, _folder_writer(folder))
    try:
        with zipfile.ZipFile(target, "w") as archive:
            return _export(corrections, images, form, archive.writestr)
    except OSError as error:
        raise file_failure(error, Path("export.zip")) from error


def _export(
    corrections: Sequence[Correction], images: FileStore, form: Form, write: Write
) -> Exported:
    add, finish = {"folder": _folders, "csv": _table, "voc": voc_writer}[form](write)
    missing = []
    for item in corrections:
        example = _read(item, images)
        if example is None:
            missing.append(item.id)
        else:
            add(example)
    finish()
    return Exported(len(corrections) - len(missing), tuple(missing))


def _folders(write: Write) -> Writer:
    written: set[str] = set()

    def add(example: Example) -> None:
        for label in example.correction.labels:
            _once(write, written, f"{label}/{example.correction.image}{example.suffix}", example)

    return add, lambda: None


def _table(write: Write) -> Writer:
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    rows.writeheader()
    written: set[str] = set()

    def add(example: Example) -> None:
        item = example.correction
        name = f"images/{item.image}{example.suffix}"
        _once(write, written, name, example)
        labels = json.dumps(item.labels, ensure_ascii=False)
        # One label stands there as it is, unless a reader of tables would trim it.
        plain = len(item.labels) == 1 and item.labels[0] == item.labels[0].strip()
        values = {
            "file": name,
            "label": item.labels[0] if plain else labels,
            "labels": labels,
            "created_at": item.created_at.isoformat(),
            "predicted": json.dumps(item.predicted, ensure_ascii=False),
            "conflict": str(item.conflict).lower(),
        }
        rows.writerow({name: values.get(name, getattr(item, name, "")) for name in _COLUMNS})

    return add, lambda: write("corrections.csv", text.getvalue().encode())


def _once(write: Write, written: set[str], name: str, example: Example) -> None:
    if name not in written:
        written.add(name)
        write(name, example.picture)


def _read(item: Correction, images: FileStore) -> Example | None:
    try:
        picture = images.get(item.image)
        picture_size(picture)
    except (StorageUnavailableError, StorageFullError):
        raise
    except (NotFoundError, StorageError, ImageError):
        return None
    kind = picture_format(picture)
    return Example(item, picture, _SUFFIXES[kind] if kind else "")


def _check_folders(corrections: Sequence[Correction]) -> None:
    if not all(item.labels for item in corrections):
        raise OptionError("A folder per label holds no picture without a label; export csv or voc.")
    labels = sorted({label for item in corrections for label in item.labels})
    if strange := [label for label in labels if not _names_folder(label)]:
        raise OptionError(
            f"Not every label can name a folder: {', '.join(map(repr, strange))}; export csv."
        )


def _names_folder(label: str) -> bool:
    hidden = label.startswith((".", "__"))
    return not hidden and "/" not in label and len(label.encode()) <= 255


def _empty_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ConflictError(f"{folder}: expected an empty folder; name another one.")
    except OSError as error:
        raise file_failure(error, folder) from error
    return folder


def _folder_writer(folder: Path) -> Write:
    def write(name: str, data: bytes) -> None:
        path = folder / name
        if path.exists():
            raise OptionError(
                f"{path} is there already: this folder's disk takes a for A; export csv."
            )
        write_whole(path, data, durable=False)

    return write
