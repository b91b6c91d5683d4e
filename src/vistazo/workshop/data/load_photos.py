"""One entry for photos with several labels: sets of one's own, and public ones by name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vistazo.errors import DataError
from vistazo.workshop.data.catalogue import Source, find_source
from vistazo.workshop.data.coco import COCO_TO_VOC, find_coco, read_coco
from vistazo.workshop.data.fetch import cache_folder, fetch
from vistazo.workshop.data.photo_folder import read_photo_folder
from vistazo.workshop.data.photo_set import PhotoSet
from vistazo.workshop.data.photo_table import read_photo_table
from vistazo.workshop.data.unpack import unpack_tar
from vistazo.workshop.data.voc import VOC_LABELS, find_voc, read_voc
from vistazo.workshop.data.yolo import find_yolo, read_yolo

PUBLIC_PHOTOS = ("photos_voc20", "voc2007", "voc2012")
"""Names of the catalogue whose sets hold photos with several labels."""

_TABLES = ("labels.csv", "corrections.csv")
_TABLE_SUFFIXES = (".csv", ".tsv", ".txt")
_VOC_FOLDERS = ("Annotations", "Main", "JPEGImages")
_PARTS = {
    "photos_voc20": ("train", "test"),
    "voc2007": ("train", "val", "trainval", "test"),
    "voc2012": ("train", "val", "trainval"),
}


def load_photos(
    path: Path | str,
    part: str | None = None,
    *,
    labels: Sequence[str] | None = None,
    voc_names: bool = False,
) -> PhotoSet:
    """Read photos of one's own, picking the reader by what is there.

    A folder is of Pascal VOC if it holds Annotations/*.xml, of YOLO if it holds a YAML file, and of
    COCO if it holds a JSON file; else it has a table `labels.csv` or `corrections.csv`, as exported
    corrections have, or a folder for each label. A file is COCO's JSON, YOLO's YAML or a CSV table
    by its suffix.

    Args:
        path: The folder or file.
        part: "train", "test" and such, as each format has them; all photos by default.
        labels: The only labels that may occur, in their order.
        voc_names: Call COCO's categories as Pascal VOC does, and leave the others out.

    Raises:
        DataError: Nothing there, no reader for it, or the reader's own error.
    """
    path = Path(path)
    if not path.exists():
        raise DataError(f"{path}: there is no such file or folder.")
    coco, names = path, COCO_TO_VOC if voc_names else None
    if path.is_dir():
        if find_voc(path):
            return read_voc(path, part, labels=labels)
        yaml = find_yolo(path)
        if yaml:
            return read_yolo(yaml, part, labels=labels)
        found = find_coco(path, part)
        if found is None:
            table = next((path / name for name in _TABLES if (path / name).is_file()), None)
            if table:
                return read_photo_table(table, part, labels=labels)
            return read_photo_folder(path, part, labels=labels)
        coco = found
    elif path.suffix.lower() in (".yaml", ".yml"):
        return read_yolo(path, part, labels=labels)
    elif path.suffix.lower() in _TABLE_SUFFIXES:
        return read_photo_table(path, part, labels=labels)
    if coco.suffix.lower() == ".json":
        return read_coco(coco, labels=labels, names=names)
    raise DataError(
        f"{path}: expected Pascal VOC's Annotations, COCO's JSON, YOLO's data.yaml, a CSV table "
        "of photos and labels, or a folder per label."
    )


def load_public_photos(name: str, part: str | None = None) -> PhotoSet:
    """Read a public set of photos by its name in the catalogue, with the labels of Pascal VOC.

    Args:
        name: One of `PUBLIC_PHOTOS`.
        part: "train" or "test"; voc2007 and voc2012 have "val" and "trainval" too, and voc2012 no
            "test". "test" by default, "val" of voc2012.

    Raises:
        DataError: No such name or part, or its files cannot be had.
    """
    source = find_source(name)
    if name not in PUBLIC_PHOTOS:
        raise DataError(
            f"{name} holds no photos with several labels; these do: {', '.join(PUBLIC_PHOTOS)}."
        )
    part = part or ("val" if name == "voc2012" else "test")
    if part not in _PARTS[name]:
        raise DataError(f"{name} has the parts {', '.join(_PARTS[name])}; got {part!r}.")
    return read_voc(
        _fetch_voc(source, part),
        part,
        labels=VOC_LABELS,
        name=f"{name}/{part}",
        licence=source.licence,
        citation=source.citation,
    )


def _fetch_voc(source: Source, part: str) -> Path:
    """The folder that holds the files of a part."""
    archives = [file for file in source.files if file.endswith(".tar")]
    if not archives:
        paths = {file: fetch(source, file) for file in source.files}
        return next(path.parents[file.count("/")] for file, path in paths.items())
    archive = next(file for file in archives if ("test" in file) == (part == "test"))
    path = fetch(source, archive)
    # Named by its content, so that another archive is never taken for this one.
    name = f"{path.stem}-{source.files[archive][:12]}"
    return unpack_tar(path, cache_folder() / source.name / name, _VOC_FOLDERS)
