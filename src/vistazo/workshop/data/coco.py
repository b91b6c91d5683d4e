"""COCO: one JSON file with pictures, categories, and annotations that join the two."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vistazo.errors import DataError
from vistazo.workshop.data.photo_set import PhotoSet, gather_photos
from vistazo.workshop.data.voc import VOC_LABELS

COCO_TO_VOC: Mapping[str, str] = {
    **{label: label for label in VOC_LABELS},
    "airplane": "aeroplane",
    "couch": "sofa",
    "dining table": "diningtable",
    "motorcycle": "motorbike",
    "potted plant": "pottedplant",
    "tv": "tvmonitor",
}
"""What Pascal VOC calls the categories of COCO that it has too."""

_Record = dict[str, Any]

_WANTED = ("images", "annotations", "categories")
_HEAD = 65536


def read_coco(
    path: Path | str,
    *,
    images: Path | None = None,
    labels: Sequence[str] | None = None,
    names: Mapping[str, str] | None = None,
    **more: str,
) -> PhotoSet:
    """Read the photos of a file of annotations.

    A photo shows the categories that it has annotations of, crowds included; one without
    annotations shows none of them. Labels are numbered as the file lists the categories.

    Args:
        path: The JSON file, as COCO has for detection.
        images: The folder of the pictures; looked for near the file by default.
        labels: The only labels that may occur.
        names: Labels by category; categories that it lacks are left out. Their own names by
            default. `COCO_TO_VOC` gives the labels of Pascal VOC.
        **more: `licence` and `citation`.

    Raises:
        DataError: Missing or malformed; the message says where.
    """
    path = Path(path)
    content = _read(path)
    categories = _read_categories(path, content, names)
    order = list(dict.fromkeys(label for label in categories.values() if label))
    strange = [label for label in order if labels is not None and label not in labels]
    if strange:
        raise DataError(
            f"{path}: expected categories among {', '.join(labels or ())}; got "
            f"{', '.join(map(repr, strange[:5]))}."
        )
    files = _read_files(path, content)
    shown: dict[int, dict[str, int]] = {image: {} for image in files}
    kinds = {"image_id": int, "category_id": int}
    for place, record in _records(path, content, "annotations", kinds):
        image, category = record["image_id"], record["category_id"]
        if image not in files or category not in categories:
            raise DataError(
                f"{place}: expected the ids of a picture and of a category, got {image} and "
                f"{category}."
            )
        label = categories[category]
        if label:
            shown[image][label] = 1
    folder = images or _find_images(path, next(iter(files.values()), ""))
    photos = [(folder / file, shown[image]) for image, file in files.items()]
    return gather_photos(str(path), photos, order, **more)


def find_coco(root: Path, part: str | None = None) -> Path | None:
    """The file of annotations of a part, in `root`, its `annotations` or its folder of the part.

    Returns:
        None where no JSON file is one of COCO's by its beginning.

    Raises:
        DataError: Several files may be meant, or none.
    """
    folders = [root, root / "annotations", *([root / part] if part else [])]
    found = sorted(path for one in folders for path in one.glob("*.json") if _looks_right(path))
    if part is not None:
        named = [path for path in found if part == path.parent.name or part in _words(path.stem)]
        # Captions and poses of the same pictures stand in files of their own.
        objects = [path for path in named if "instances" in _words(path.stem)]
        chosen = objects or named
    else:
        chosen = found
    if len(chosen) == 1 or not found:
        return chosen[0] if chosen else None
    raise DataError(
        f"{root}: expected one file of annotations{f' of the part {part!r}' if part else ''}, got "
        f"{', '.join(str(path.relative_to(root)) for path in found)}; name a part, or the file."
    )


def _looks_right(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return any(f'"{name}"'.encode() in head for name in _WANTED)


def _read(path: Path) -> _Record:
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file.") from None
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"{path}: cannot be read as JSON ({error}).") from None
    except json.JSONDecodeError as error:
        raise DataError(f"{path}, line {error.lineno}: expected JSON ({error.msg}).") from None
    if not isinstance(content, dict) or not all(isinstance(content.get(w), list) for w in _WANTED):
        raise DataError(f"{path}: expected an object with the lists {', '.join(_WANTED)}.")
    return content


def _records(
    path: Path, content: _Record, name: str, kinds: Mapping[str, type]
) -> list[tuple[str, _Record]]:
    """The records of a list, each with its place."""
    found = []
    for index, record in enumerate(content[name]):
        place = f"{path}, {name}[{index}]"
        fits = isinstance(record, dict) and all(
            isinstance(record.get(key), kind) for key, kind in kinds.items()
        )
        if not fits:
            wanted = ", ".join(f"{key} ({kind.__name__})" for key, kind in kinds.items())
            raise DataError(f"{place}: expected {wanted}; got {str(record)[:80]}.")
        found.append((place, record))
    return found


def _read_categories(
    path: Path, content: _Record, names: Mapping[str, str] | None
) -> dict[int, str | None]:
    """The label of each category by its id; None for one that is left out."""
    known: dict[int, str | None] = {}
    taken: set[str] = set()
    for place, record in _records(path, content, "categories", {"id": int, "name": str}):
        number, name = record["id"], record["name"]
        if number in known or name in taken or not name:
            raise DataError(f"{place}: expected an id and a name of its own, got {record}.")
        taken.add(name)
        known[number] = name if names is None else names.get(name)
    return known


def _read_files(path: Path, content: _Record) -> dict[int, str]:
    """The name of each picture's file by its id."""
    files: dict[int, str] = {}
    for place, record in _records(path, content, "images", {"id": int, "file_name": str}):
        image, name = record["id"], record["file_name"]
        if image in files:
            raise DataError(f"{place}: the id {image} stands for another picture already.")
        if not name or Path(name).is_absolute() or ".." in Path(name).parts:
            raise DataError(f"{place}: expected the name of a file below its folder, got {name!r}.")
        files[image] = name
    return files


def _find_images(path: Path, first: str) -> Path:
    """The folder that holds the picture `first`."""
    above = path.parent.parent
    folders = [path.parent, path.parent / "images", above / "images"]
    words = _words(path.stem)
    folders += [above / word for word in words] + [above / "images" / word for word in words]
    found = next((folder for folder in folders if (folder / first).is_file()), None)
    if found is None:
        raise DataError(
            f"{path}: looked for {first!r} in {', '.join(map(str, folders))}; put the pictures "
            "into one of them."
        )
    return found


def _words(stem: str) -> list[str]:
    """The words of a file's name, with the year that they end in and without it."""
    return [*re.findall(r"[a-z]+\d*", stem.lower()), *re.findall(r"[a-z]+", stem.lower())]
