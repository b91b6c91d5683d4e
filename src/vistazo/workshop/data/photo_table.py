"""A CSV table of photos: their labels in a cell, or a column for each label."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vistazo.errors import DataError
from vistazo.workshop.data.photo_set import PhotoSet, gather_photos
from vistazo.workshop.data.pictures import PICTURE_SUFFIXES
from vistazo.workshop.data.table import PATH_NAMES, column, read_rows

_LABELS_NAMES = (("labels",), ("label", "tags", "tag", "classes", "class"))
_PART_NAMES = ("part", "split", "subset")
_STATES = {"1": 1, "true": 1, "0": 0, "false": 0, "-1": -1, "": -1}
_EXPECTED = (
    f"a header with a path column ({', '.join(PATH_NAMES)}) and a column of labels (labels, "
    f"{', '.join(_LABELS_NAMES[1])}) or a column for each label"
)


def read_photo_table(
    path: Path | str,
    part: str | None = None,
    *,
    labels: Sequence[str] | None = None,
    **more: str,
) -> PhotoSet:
    """Read a CSV file that names photos and their labels.

    A cell of labels parts them by bar, semicolon or comma, or is a JSON list; an empty one says
    that the photo shows none of them. Rows of the same photo add up. Without such a column, every
    column but those of path and part is named by a label and says 1 where it is shown, 0 where it
    is not, and -1 or nothing where that is left open.

    Paths are taken from the folder of the CSV file, or from a folder `images` in it. What parts the
    columns is found out from the first line. UTF-8, with or without a byte order mark.

    Args:
        path: The CSV file.
        part: Read only the rows with this in the column part, split or subset.
        labels: The only labels that may occur, in their order for cells of labels; those that do,
            sorted, by default.
        **more: `licence` and `citation`.

    Raises:
        DataError: Naming the line, what was expected and what came.
    """
    path = Path(path)
    table = _read_table(path)
    photos: dict[Path, dict[str, int]] = {}
    for place, file, row in _chosen(table, part):
        known = table.known(place, row, labels)
        if file in photos and table.labels is None:
            raise DataError(f"{place}: {file} stands in a row above already.")
        photos.setdefault(file, {}).update(known)
    if not photos:
        raise DataError(
            f"{path}: expected at least one row{f' of the part {part!r}' if part else ''}, "
            "found none."
        )
    if table.labels is None:
        order: Sequence[str] = list(table.columns)
    else:
        order = labels or sorted({label for known in photos.values() for label in known})
    name = f"{path}/{part}" if part else str(path)
    return gather_photos(name, photos.items(), order, **more)


@dataclass(frozen=True)
class _Table:
    """A table whose columns are known by their place.

    Attributes:
        path: The file.
        rows: Those under the header, each with its line.
        width: How many columns there are.
        at: The column of paths.
        labels: The column with cells of labels, or None.
        part: The column of parts, or None.
        columns: The columns of labels, where each has its own.
    """

    path: Path
    rows: list[tuple[int, list[str]]]
    width: int
    at: int
    labels: int | None
    part: int | None
    columns: dict[str, int]

    def known(self, place: str, row: list[str], labels: Sequence[str] | None) -> dict[str, int]:
        """What a row says of its photo."""
        if self.labels is not None:
            found = dict.fromkeys(_split(place, row[self.labels], labels), 1)
            _check(place, found, labels)
            return found
        _check(f"{self.path}, line 1", self.columns, labels)
        known = {}
        for label, index in self.columns.items():
            state = row[index].strip().lower()
            if state not in _STATES:
                raise DataError(
                    f"{place}: the column {label!r} must be 1, 0, -1 or empty, got {row[index]!r}."
                )
            known[label] = _STATES[state]
        return known


def _read_table(path: Path) -> _Table:
    rows = read_rows(path, (PATH_NAMES, *_LABELS_NAMES, _PART_NAMES))
    if not rows:
        raise DataError(f"{path}: expected {_EXPECTED}; the file is empty.")
    line, first = rows[0]
    names = [value.strip() for value in first]
    lower = [name.lower() for name in names]
    at, part = column(lower, PATH_NAMES), column(lower, _PART_NAMES)
    if at is None:
        if len(first) == 2 and Path(names[0]).suffix.lower() in PICTURE_SUFFIXES:
            return _Table(path, rows, 2, 0, 1, None, {})
        raise DataError(f"{path}, line {line}: expected {_EXPECTED}; got {first}.")
    labels = next(
        (index for group in _LABELS_NAMES if (index := column(lower, group)) is not None), None
    )
    others = [index for index in range(len(names)) if index not in (at, part)]
    columns = {} if labels is not None else {names[index]: index for index in others}
    if labels is None and (len(columns) < len(others) or not columns or "" in columns):
        raise DataError(f"{path}, line {line}: expected {_EXPECTED}, each once; got {first}.")
    return _Table(path, rows[1:], len(first), at, labels, part, columns)


def _chosen(table: _Table, part: str | None) -> Iterator[tuple[str, Path, list[str]]]:
    """Where it stands, the photo, and all cells, of each row of the part."""
    if part is not None and table.part is None:
        raise DataError(
            f"{table.path}: expected a column {' or '.join(_PART_NAMES)} to find {part!r} in, "
            "found none; leave the part out."
        )
    for line, row in table.rows:
        place = f"{table.path}, line {line}"
        if len(row) != table.width:
            raise DataError(f"{place}: expected {table.width} columns, got {len(row)}: {row}.")
        if part is not None and table.part is not None and row[table.part].strip() != part:
            continue
        name = row[table.at].strip()
        if not name:
            raise DataError(f"{place}: the path must not be empty, got {row}.")
        yield place, _find(place, table.path.parent, name), row


def _find(place: str, folder: Path, name: str) -> Path:
    for file in (folder / name, folder / "images" / name):
        if file.is_file():
            return file
    raise DataError(f"{place}: there is no picture at {folder / name}.")


def _split(place: str, cell: str, labels: Sequence[str] | None) -> list[str]:
    text = cell.strip()
    if labels is not None and text in labels:
        return [text]
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
            raise DataError(f"{place}: expected a JSON list of labels, got {text[:80]!r}.")
        return found
    separator = next((one for one in "|;," if one in text), ",")
    return [label for one in text.split(separator) if (label := one.strip())]


def _check(place: str, found: Iterable[str], labels: Sequence[str] | None) -> None:
    for label in found:
        if labels is not None and label not in labels:
            raise DataError(f"{place}: expected labels among {', '.join(labels)}; got {label!r}.")
