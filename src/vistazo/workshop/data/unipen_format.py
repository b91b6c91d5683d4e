"""The UNIPEN format: pen strokes as numbered components, and segments that say what they mean.

`.PEN_DOWN` and `.PEN_UP` begin components, one point a line, with the columns that `.COORD` names.
Components that hold a point are numbered from 0, pen-up ones too. Points are numbered from 0
within their component. `.SEGMENT CHARACTER 2:5-3,7 OK "a"` says that component 2 from its point 5
on, component 3 and component 7 are an "a"; "?" in place of such a delineation stands for all
components up to the next segment of the same level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from vistazo.types import Float32Array
from vistazo.workshop.data.unipen_statements import Statement, read_statements

_SEGMENT = re.compile(
    r"""(?P<level>[A-Za-z_]\w*)
        (?:\s+(?P<delineation>[\d:,-]+|\?))?
        (?:\s+(?P<quality>[A-Za-z]+|\?))?
        (?:\s*"(?P<label>(?:[^"\\]|\\.)*)")?""",
    re.VERBOSE | re.DOTALL,
)
_END = r"(\d{1,9})(?::(\d{1,9}))?"
_PIECE = re.compile(rf"{_END}(?:-{_END})?")
_LARGEST = 1e9


@dataclass(frozen=True, eq=False)
class Segment:
    """Something written, and what it means.

    Attributes:
        level: Of the hierarchy, in capitals: "CHARACTER", "WORD", "TEXT" or another.
        label: What it means, never empty.
        strokes: float32 (points, 2) each, as the file states them: what was written of it with
            the pen down, in order; at least one.
        writer: The `.WRITER_ID` of whoever wrote it; empty if the file does not say.
    """

    level: str
    label: str
    strokes: tuple[Float32Array, ...]
    writer: str


def parse_unipen(path: Path, *, skip_missing_includes: bool = False) -> list[Segment]:
    """Read a file and all that it includes.

    Before any `.COORD`, the first two numbers of a line are taken as x and y. Segments without a
    label are left out.

    Args:
        path: The file.
        skip_missing_includes: Go on without included files that are not there. Components that
            they may hold lack numbers then.

    Returns:
        The labelled segments, in the order in which they are stated.

    Raises:
        DataError: Missing, not UNIPEN, or malformed; the message names file and line.
    """
    content = _Content()
    for statement in read_statements(path, skip_missing_includes=skip_missing_includes):
        content.take(statement)
    return content.segments()


@dataclass(frozen=True, eq=False)
class _Component:
    pen_down: bool
    points: Float32Array
    writer: str


@dataclass(frozen=True)
class _Stated:
    """A segment before its components are looked up; those that come after it are numbered on."""

    statement: Statement
    level: str
    delineation: str
    label: str
    components_before: int


@dataclass(eq=False)
class _Content:
    columns: tuple[str, ...] = ()
    writer: str = ""
    components: list[_Component] = field(default_factory=list)
    stated: list[_Stated] = field(default_factory=list)

    def take(self, statement: Statement) -> None:
        if statement.keyword in ("PEN_DOWN", "PEN_UP"):
            points = _read_points(statement, self.columns)
            if len(points):
                pen_down = statement.keyword == "PEN_DOWN"
                self.components.append(_Component(pen_down, points, self.writer))
        elif statement.keyword == "SEGMENT":
            self.stated.append(_read_segment(statement, len(self.components)))
        elif statement.keyword == "COORD":
            self.columns = _read_columns(statement)
        elif statement.keyword == "WRITER_ID":
            self.writer = " ".join(statement.text.split())

    def segments(self) -> list[Segment]:
        return [
            self._look_up(stated, end)
            for stated, end in zip(self.stated, self._ends(), strict=True)
            if stated.label
        ]

    def _ends(self) -> list[int]:
        """For each stated segment, how many components come before the next of its level."""
        ends = []
        next_of: dict[str, int] = {}
        for stated in reversed(self.stated):
            ends.append(next_of.get(stated.level, len(self.components)))
            next_of[stated.level] = stated.components_before
        return ends[::-1]

    def _look_up(self, stated: _Stated, end: int) -> Segment:
        if stated.delineation == "?":
            pieces = self.components[stated.components_before : end]
        else:
            pieces = [
                part
                for piece in stated.delineation.split(",")
                for part in self._cut(piece, stated.statement)
            ]
        drawn = [piece for piece in pieces if piece.pen_down]
        if not drawn:
            stated.statement.refuse(f"nothing was written with the pen down for {stated.label!r}")
        strokes = tuple(piece.points for piece in drawn)
        return Segment(stated.level, stated.label, strokes, drawn[0].writer)

    def _cut(self, piece: str, statement: Statement) -> list[_Component]:
        match = _PIECE.fullmatch(piece)
        if match is None:
            statement.refuse(
                f"expected a delineation such as 0, 0-3 or 2:5-3:7, comma-separated; got {piece!r}"
            )
        begin = (int(match[1]), int(match[2] or 0))
        last, last_point = match.group(3, 4) if match[3] else match.group(1, 2)
        if max(begin[0], int(last)) >= len(self.components):
            statement.refuse(
                f"{piece!r} is outside the {len(self.components)} components, numbered from 0"
            )
        sizes = [len(self.components[number].points) for number in (begin[0], int(last))]
        end = (int(last), int(last_point) if last_point else sizes[1] - 1)
        if begin > end or begin[1] >= sizes[0] or end[1] >= sizes[1]:
            statement.refuse(
                f"{piece!r} must rise within its first and last component, of {sizes[0]} and "
                f"{sizes[1]} points, numbered from 0"
            )
        return [self._part(number, begin, end) for number in range(begin[0], end[0] + 1)]

    def _part(self, number: int, begin: tuple[int, int], end: tuple[int, int]) -> _Component:
        component = self.components[number]
        first = begin[1] if number == begin[0] else 0
        stop = end[1] + 1 if number == end[0] else None
        return replace(component, points=component.points[first:stop])


def _read_columns(statement: Statement) -> tuple[str, ...]:
    columns = tuple(statement.text.upper().split())
    if columns.count("X") != 1 or columns.count("Y") != 1:
        statement.refuse(
            f".COORD must name the columns, X and Y once each; got {statement.text[:80]!r}"
        )
    return columns


def _read_points(statement: Statement, columns: tuple[str, ...]) -> Float32Array:
    x, y = (columns.index("X"), columns.index("Y")) if columns else (0, 1)
    points = []
    for offset, line in enumerate(statement.lines):
        fields = line.split()
        if not fields:
            continue
        if len(fields) < 2 or (columns and len(fields) != len(columns)):
            wanted = " ".join(columns) or "x and y first"
            statement.refuse(
                f"expected the numbers of a point, {wanted}; got {line.strip()[:80]!r}", offset
            )
        try:
            point = (float(fields[x]), float(fields[y]))
        except ValueError:
            statement.refuse(f"expected a number in each column, got {line.strip()[:80]!r}", offset)
        # Not-a-number is not within the limit either.
        if not (abs(point[0]) <= _LARGEST and abs(point[1]) <= _LARGEST):
            statement.refuse(
                f"expected coordinates of at most {_LARGEST:.0e}, got {line.strip()[:80]!r}", offset
            )
        points.append(point)
    return np.array(points, np.float32).reshape(-1, 2)


def _read_segment(statement: Statement, components_before: int) -> _Stated:
    match = _SEGMENT.fullmatch(statement.text)
    if match is None:
        statement.refuse(
            "expected .SEGMENT with a level, a delineation, a quality and one label in double "
            f'quotes, as in CHARACTER 0-1 OK "a"; got {statement.text[:80]!r}'
        )
    return _Stated(
        statement=statement,
        level=match["level"].upper(),
        delineation=match["delineation"] or "?",
        label=re.sub(r"\\(.)", r"\1", match["label"] or "", flags=re.DOTALL),
        components_before=components_before,
    )
