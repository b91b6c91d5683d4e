"""A CSV table with a path and a label in each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from vistazo.errors import DataError
from vistazo.workshop.data.dataset import Dataset, pack
from vistazo.workshop.data.pictures import Colours, read_picture

_DELIMITERS = ",;\t|"
PATH_NAMES = ("path", "file", "filename", "image")
_LABEL_NAMES = ("label", "class", "text")
_EXPECTED = (
    f"a header with a path column ({', '.join(PATH_NAMES)}) and a label column "
    f"({', '.join(_LABEL_NAMES)}), or two columns without one: path, label"
)


def read_table(path: Path | str, *, colours: Colours = "grey") -> Dataset:
    """Read the pictures that a CSV file names, with their labels.

    Columns are parted by comma, semicolon, tab or bar, whichever the first line shows; more
    columns than the two are left alone, and so are empty lines. Values may be quoted. Paths are
    taken from the folder of the CSV file unless they are absolute. UTF-8, with or without a byte
    order mark. Labels are numbered in sorted order.

    Args:
        path: The CSV file.
        colours: "grey" or "rgb".

    Raises:
        DataError: Naming the line, what was expected and what came.
    """
    path = Path(path)
    images, labels = [], []
    for place, file, label in _read_pairs(path):
        images.append(read_picture(path.parent / file, colours, place))
        labels.append(label)
    if not labels:
        raise DataError(f"{path}: expected at least one row after the header, found none.")
    return Dataset(str(path), pack(images), tuple(labels), tuple(sorted(set(labels))))


def _read_pairs(path: Path) -> Iterator[tuple[str, str, str]]:
    """Where it stands, the path, and the label, of each row."""
    rows = read_rows(path, (PATH_NAMES, _LABEL_NAMES))
    if not rows:
        raise DataError(f"{path}: expected {_EXPECTED}; the file is empty.")
    line, first = rows[0]
    names = [value.strip().lower() for value in first]
    columns = column(names, PATH_NAMES), column(names, _LABEL_NAMES)
    if columns[0] is None or columns[1] is None:
        if len(first) != 2 or columns != (None, None):
            raise DataError(f"{path}, line {line}: expected {_EXPECTED}; got {first}.")
        at_path, at_label = 0, 1
    else:
        at_path, at_label = columns[0], columns[1]
        rows = rows[1:]
    for line, row in rows:
        place = f"{path}, line {line}"
        if len(row) != len(first):
            raise DataError(f"{place}: expected {len(first)} columns, got {len(row)}: {row}.")
        file, label = row[at_path].strip(), row[at_label].strip()
        if not file or not label:
            raise DataError(f"{place}: path and label must not be empty, got {row}.")
        yield place, file, label


def read_rows(path: Path, known: Sequence[tuple[str, ...]]) -> list[tuple[int, list[str]]]:
    """The rows of a CSV file that are not empty, each with its line.

    Args:
        path: The file.
        known: The names that some columns may have, which tell what parts the columns.

    Raises:
        DataError: No such file, no UTF-8 text, or not CSV.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file.") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: expected UTF-8 text ({error}); save it as UTF-8.") from None
    delimiter = _sniff(text, known)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        raise DataError(f"{path}, line {reader.line_num}: not a CSV row ({error}).") from None


def column(names: Sequence[str], known: tuple[str, ...]) -> int | None:
    """Where the first of the `known` names stands among `names`, if any does."""
    return next((index for index, name in enumerate(names) if name in known), None)


def _sniff(text: str, known: Sequence[tuple[str, ...]]) -> str:
    """The delimiter under which the first line has most known names, then the most columns."""
    head = next((line for line in text.splitlines() if line.strip()), "")

    def merit(delimiter: str) -> tuple[int, int]:
        names = [value.strip().lower() for value in next(csv.reader([head], delimiter=delimiter))]
        return sum(column(names, group) is not None for group in known), len(names)

    return max(_DELIMITERS, key=merit) if head else ","
