"""YOLO: `data.yaml` with names, `images/<part>`, and a text file of boxes for each picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from vistazo.errors import DataError
from vistazo.workshop.data.folder import shown
from vistazo.workshop.data.photo_set import PhotoSet, gather_photos
from vistazo.workshop.data.pictures import PICTURE_SUFFIXES

_PARTS = {"val": ("val", "valid"), "valid": ("valid", "val")}
_EVERY = ("train", "val", "test")
_LEAST_COLUMNS = 5
_NAMES = re.compile(rb"^['\"]?names['\"]?\s*:", re.MULTILINE)


def find_yolo(root: Path) -> Path | None:
    """The YAML file with names, in `root`."""
    files = (path for kind in ("*.yaml", "*.yml") for path in root.glob(kind))
    found = sorted(path for path in files if _NAMES.search(path.read_bytes()))
    named = [path for path in found if path.stem in ("data", "dataset")] or found
    if len(named) > 1:
        raise DataError(
            f"{root}: expected one data.yaml, got {', '.join(path.name for path in named)}; "
            "name the file."
        )
    return named[0] if named else None


def read_yolo(
    path: Path | str,
    part: str | None = None,
    *,
    labels: Sequence[str] | None = None,
    **more: str,
) -> PhotoSet:
    """Read the photos of a part, or of all.

    The text file of a picture lies in the folder `labels` where the picture lies in `images`, has a
    line for each box, and begins it with the number of a name. A picture whose file is empty or
    missing shows none of them.

    Args:
        path: `data.yaml`, whatever its name.
        part: "train", "val" or "test".
        labels: The only labels that may occur.
        **more: `licence` and `citation`.

    Raises:
        DataError: A file is missing or malformed; the message names file and line.
    """
    path = Path(path)
    content = _read_yaml(path)
    names = _read_names(path, content)
    strange = [name for name in names.values() if labels is not None and name not in labels]
    if strange:
        raise DataError(
            f"{path}: expected names among {', '.join(labels or ())}; got "
            f"{', '.join(map(repr, strange[:5]))}."
        )
    parts = (part,) if part else _EVERY
    files = [file for one in parts for file in _find_pictures(path, content, one)]
    if not files:
        wanted = f"images/{part or 'train'}"
        raise DataError(f"{path}: expected pictures in {wanted} beside it, found none.")
    boxes = {file: _boxes_of(file) for file in dict.fromkeys(files)}
    if not any(one.is_file() for one in boxes.values()):
        raise DataError(
            f"{path}: expected the boxes of pictures in files such as "
            f"{next(iter(boxes.values()))}; found none."
        )
    photos = [(file, dict.fromkeys(_read_boxes(one, names), 1)) for file, one in boxes.items()]
    shown_name = f"{path.parent}/{part}" if part else str(path.parent)
    return gather_photos(shown_name, photos, list(names.values()), **more)


def _read_yaml(path: Path) -> dict[Any, Any]:
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file.") from None
    except (OSError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise DataError(f"{path}: cannot be read as YAML ({error}).") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it is not"
        raise DataError(f"{path}{line}: expected YAML ({problem}).") from None
    if not isinstance(content, dict):
        raise DataError(f"{path}: expected keys such as names and train, got {str(content)[:80]}.")
    return content


def _read_names(path: Path, content: dict[Any, Any]) -> dict[int, str]:
    """The label of each number."""
    names = content.get("names")
    pairs: list[tuple[Any, Any]] = []
    if isinstance(names, list | dict):
        pairs = list(enumerate(names)) if isinstance(names, list) else list(names.items())
    # A number by itself is a name too, such as a digit.
    if not pairs or not all(_whole(at) and (isinstance(n, str) or _whole(n)) for at, n in pairs):
        raise DataError(
            f"{path}: names must be a list of names, or names by their number, in quotes where "
            f"YAML would take them for something else; got {str(names)[:80]}."
        )
    known = {number: str(name).strip() for number, name in sorted(pairs)}
    if len(set(known.values())) != len(known) or "" in known.values():
        raise DataError(f"{path}: expected names that differ, got {names}.")
    if content.get("nc", len(known)) != len(known):
        raise DataError(f"{path}: nc says {content['nc']}, but there are {len(known)} names.")
    return known


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _find_pictures(path: Path, content: dict[Any, Any], part: str) -> list[Path]:
    """The pictures of a part: where the file says, else where they usually lie."""
    root = path.parent
    stated = [root / str(content["path"])] if content.get("path") else []
    places: list[Path] = []
    for name in _PARTS.get(part, (part,)):
        value = content.get(name)
        for one in value if isinstance(value, list) else [value] if value else []:
            places += [folder / str(one) for folder in (*stated, root)]
    for name in _PARTS.get(part, (part,)):
        places += [root / "images" / name, root / name / "images"]
    for place in places:
        if place.is_file() and place.suffix == ".txt":
            return _listed(place)
        if place.is_dir():
            return [file for file in sorted(place.rglob("*")) if _is_picture(file)]
    return []


def _listed(path: Path) -> list[Path]:
    lines = [line.strip() for line in path.read_text("utf-8", "replace").splitlines()]
    return [path.parent / line for line in lines if line]


def _is_picture(file: Path) -> bool:
    return shown(file) and file.suffix.lower() in PICTURE_SUFFIXES and file.is_file()


def _boxes_of(picture: Path) -> Path:
    parts = list(picture.parts)
    if "images" in parts:
        last = len(parts) - 1 - parts[::-1].index("images")
        parts[last] = "labels"
    return Path(*parts).with_suffix(".txt")


def _read_boxes(path: Path, names: dict[int, str]) -> list[str]:
    """The label of every box."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as text ({error}).") from None
    return [
        _label(path, number, line, names) for number, line in enumerate(lines, 1) if line.strip()
    ]


def _label(path: Path, number: int, line: str, names: dict[int, str]) -> str:
    first, *rest = line.split()
    try:
        numbers = [float(value) for value in rest]
    except ValueError:
        numbers = []
    if 1 + len(numbers) < _LEAST_COLUMNS or not first.isdecimal():
        raise DataError(
            f"{path}, line {number}: expected the number of a name and at least four numbers of "
            f"its place, got {line[:80]!r}."
        )
    if int(first) not in names:
        raise DataError(
            f"{path}, line {number}: expected the number of a name, one of {min(names)} to "
            f"{max(names)}; got {first}."
        )
    return names[int(first)]
