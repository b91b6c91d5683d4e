"""Pascal VOC: `Annotations`, `ImageSets/Main`, and pictures in `JPEGImages` or `images`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn
from xml.etree.ElementTree import Element

from vistazo.errors import DataError
from vistazo.workshop.data.photo_set import Known, PhotoSet, gather_photos
from vistazo.workshop.data.pictures import PICTURE_SUFFIXES
from vistazo.workshop.data.xml_tree import Lines, parse_xml

VOC_LABELS = (
    "aeroplane",
    "bicycle",
    "bird",
    "boat",
    "bottle",
    "bus",
    "car",
    "cat",
    "chair",
    "cow",
    "diningtable",
    "dog",
    "horse",
    "motorbike",
    "person",
    "pottedplant",
    "sheep",
    "sofa",
    "train",
    "tvmonitor",
)
"""What the challenges of 2007 to 2012 ask for."""

_PICTURE_FOLDERS = ("JPEGImages", "images")
_LISTS = Path("ImageSets", "Main")
_STATES = {"1": 1, "-1": 0, "0": -1}


def find_voc(root: Path) -> Path | None:
    """The folder that holds `Annotations`: `root`, or the one below `root` or its `VOCdevkit`."""
    for folder in (root, root / "VOCdevkit"):
        if any((folder / "Annotations").glob("*.xml")):
            return folder
        found = sorted(path.parent for path in folder.glob("VOC*/Annotations"))
        if len(found) > 1:
            raise DataError(
                f"{root}: expected one data set, got {', '.join(path.name for path in found)}; "
                "name the folder of one of them."
            )
        if found:
            return found[0]
    return None


def read_voc(
    root: Path | str,
    part: str | None = None,
    *,
    labels: Sequence[str] | None = None,
    name: str = "",
    **more: str,
) -> PhotoSet:
    """Read the photos of a part, or all that are annotated.

    What a photo shows stands in `ImageSets/Main/<label>_<part>.txt` where there is such a file (1
    shown, -1 not shown, 0 only difficult objects), else in its annotation: a label whose objects
    are all difficult is left open.

    Args:
        root: The folder that holds `Annotations`, or one above it.
        part: Names a list in `ImageSets/Main`, such as "train" or "test".
        labels: The only labels that may occur, in their order; those that do, sorted, by default.
        name: Of the set; its path and part by default.
        **more: `licence` and `citation`.

    Raises:
        DataError: A folder or a file is missing or malformed; the message names file and line.
    """
    root = Path(root)
    folder = find_voc(root)
    if folder is None:
        raise DataError(f"{root}: expected a folder with Annotations/*.xml, found none.")
    annotations = {path.stem: path for path in sorted((folder / "Annotations").glob("*.xml"))}
    chosen = list(annotations) if part is None else _read_part(folder, part)
    # Without given labels, every part of a set numbers theirs alike.
    read = annotations if labels is None else [one for one in chosen if one in annotations]
    stated = {photo: _read_annotation(annotations[photo], labels) for photo in read}
    order = labels or sorted({label for known in stated.values() for label in known})
    lists = {} if part is None else _read_label_lists(folder, part, order)
    pictures = _find_pictures(folder)
    photos = []
    for photo in chosen:
        if photo not in pictures or not (photo in stated or len(lists) == len(order)):
            lacks = "an annotation" if photo in pictures else "a picture (PNG, JPEG or WebP)"
            raise DataError(f"{folder}: expected {lacks} of {photo!r}, found none.")
        listed = {label: _listed(states, photo, label) for label, states in lists.items()}
        photos.append((pictures[photo], {**stated.get(photo, {}), **listed}))
    shown = f"{root}/{part}" if part else str(root)
    return gather_photos(name or shown, photos, order, **more)


def _read_part(folder: Path, part: str) -> list[str]:
    """The names of a part's photos."""
    path = folder / _LISTS / f"{part}.txt"
    if not path.is_file():
        found = sorted(one.stem for one in (folder / _LISTS).glob("*.txt"))
        parts = [one for one in found if "_" not in one]
        raise DataError(
            f"{path}: there is no such file; the parts of this set are: "
            f"{', '.join(parts) or 'none'}."
        )
    return list(dict.fromkeys(line for _, line in _read_lines(path)))


def _read_label_lists(folder: Path, part: str, labels: Sequence[str]) -> dict[str, dict[str, int]]:
    """By label and photo, what `<label>_<part>.txt` says; without the labels that have no file."""
    lists = {}
    for label in labels:
        path = folder / _LISTS / f"{label}_{part}.txt"
        if path.is_file():
            lists[label] = dict(
                _read_state(path, number, line) for number, line in _read_lines(path)
            )
    return lists


def _read_state(path: Path, number: int, line: str) -> tuple[str, int]:
    *words, state = line.split()
    if not words or state not in _STATES:
        raise DataError(
            f"{path}, line {number}: expected a photo and 1, 0 or -1, got {line[:80]!r}."
        )
    return " ".join(words), _STATES[state]


def _listed(states: Known, photo: str, label: str) -> int:
    if photo not in states:
        raise DataError(f"{photo!r} is in the part, but not in the part's list of {label!r}.")
    return states[photo]


def _read_lines(path: Path) -> list[tuple[int, str]]:
    """Every line that is not empty, with its number from 1."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as text ({error}).") from None
    lines = enumerate(text.splitlines(), 1)
    return [(number, line.strip()) for number, line in lines if line.strip()]


def _find_pictures(folder: Path) -> dict[str, Path]:
    """The pictures of a set by their name without suffix."""
    found = [path for name in _PICTURE_FOLDERS for path in sorted((folder / name).glob("*"))]
    return {path.stem: path for path in found if path.suffix.lower() in PICTURE_SUFFIXES}


def _read_annotation(path: Path, labels: Sequence[str] | None) -> Known:
    """What one file says of its photo."""
    root, lines = parse_xml(path)
    if root.tag != "annotation":
        _refuse(path, lines, root, f"expected <annotation>, got <{root.tag}>")
    known: dict[str, int] = {}
    for item in root.iterfind("object"):
        label = (item.findtext("name") or "").strip()
        if not label:
            _refuse(path, lines, item, "expected an <object> with a <name>, got none")
        if labels is not None and label not in labels:
            _refuse(path, lines, item, f"expected one of {', '.join(labels)}; got {label!r}")
        difficult = (item.findtext("difficult") or "0").strip()
        if difficult not in ("0", "1"):
            _refuse(path, lines, item, f"<difficult> must be 0 or 1, got {difficult!r}")
        if difficult == "0":
            known[label] = 1
        else:
            known.setdefault(label, -1)
    return known


def _refuse(path: Path, lines: Lines, element: Element, problem: str) -> NoReturn:
    raise DataError(f"{path}, line {lines[element]}: {problem}.")
