"""UNIPEN files of any origin, or a folder of them, as a set of strokes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Literal

import numpy as np

from vistazo.errors import DataError
from vistazo.types import IntArray
from vistazo.workshop.data.strokes import StrokeSet
from vistazo.workshop.data.unipen_format import Segment, parse_unipen
from vistazo.workshop.data.unipen_statements import looks_like_unipen


def read_unipen(
    path: Path | str,
    *,
    level: str = "CHARACTER",
    y_axis: Literal["up", "down"] = "up",
    skip_missing_includes: bool = False,
) -> StrokeSet:
    """Read what UNIPEN files say about one level of their hierarchy.

    Writers are numbered in the order in which their `.WRITER_ID` first comes; the same one in two
    files is taken for one person, and a file that names nobody for a person of its own.

    Args:
        path: A file; or a folder, of which every `.dat` file at any depth is read in order of
            path. Of a folder with `data` and `include` in it, as UNIPEN was published, the files
            of `data` are read.
        level: Which segments: "CHARACTER", "WORD", "TEXT" or another that the files name.
        y_axis: Where the files' y points. The format has no statement for it; UNIPEN points up,
            and files written from a screen's coordinates point down.
        skip_missing_includes: Go on without included files that are not there.

    Returns:
        The labelled segments, y up, with the number of the file that each is from; labels are
        ordered by code point.

    Raises:
        DataError: Nothing there, no segment of that level, or a malformed file.
    """
    path = Path(path)
    level = level.upper()
    segments: list[Segment] = []
    files: list[int] = []
    others: Counter[str] = Counter()
    for number, file in enumerate(_files(path)):
        for segment in parse_unipen(file, skip_missing_includes=skip_missing_includes):
            if segment.level != level:
                others[segment.level] += 1
                continue
            segments.append(segment)
            files.append(number)
    if not segments:
        found = ", ".join(f"{count} of {other}" for other, count in sorted(others.items()))
        raise DataError(
            f"{path}: expected labelled segments of level {level}, got {found or 'none at all'}."
        )
    return _gather(path, segments, files, -1.0 if y_axis == "down" else 1.0)


def holds_unipen(path: Path) -> bool:
    """Whether a file, or a `.dat` file at any depth of a folder, begins like a UNIPEN file."""
    if path.is_dir():
        return any(looks_like_unipen(file) for file in path.rglob("*.dat"))
    return looks_like_unipen(path)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    published = (path / "data").is_dir() and (path / "include").is_dir()
    folder = path / "data" if published else path
    files = sorted(file for file in folder.rglob("*.dat") if file.is_file())
    if not files:
        raise DataError(f"{path}: expected UNIPEN files named *.dat, found none.")
    return files


def _gather(path: Path, segments: list[Segment], files: list[int], up: float) -> StrokeSet:
    strokes = [stroke for segment in segments for stroke in segment.strokes]
    labels = tuple(segment.label for segment in segments)
    numbers: dict[str | int, int] = {}
    writers = [
        numbers.setdefault(segment.writer or file, len(numbers))
        for segment, file in zip(segments, files, strict=True)
    ]
    points = np.concatenate(strokes) * np.array([1.0, up], np.float32)
    return StrokeSet(
        name=str(path),
        points=points,
        stroke_offsets=_offsets([len(stroke) for stroke in strokes]),
        sample_offsets=_offsets([len(segment.strokes) for segment in segments]),
        labels=labels,
        writers=np.array(writers, np.int64),
        label_order=tuple(sorted(set(labels))),
        files=np.array(files, np.int64),
    )


def _offsets(counts: list[int]) -> IntArray:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
