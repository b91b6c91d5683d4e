"""The statements of UNIPEN files, each with its place, includes put where they are named.

A statement is a keyword at the beginning of a line, such as `.PEN_DOWN`, and what follows it up to
the next keyword. `.INCLUDE` stands for all statements of another file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from vistazo.errors import DataError

_KEYWORD = re.compile(r"\.([A-Z][A-Z0-9_]*)(?=\s|$)")
_FOLDERS = ("include", "data")
_HEAD = 4096
_DEEPEST = 16
_MOST_INCLUDES = 1000


@dataclass(frozen=True)
class Statement:
    """A keyword and what follows it.

    Attributes:
        keyword: In capitals, without its dot.
        file: Where it stands.
        line: The line of the keyword, from 1.
        lines: The rest of that line, and the lines up to the next keyword.
    """

    keyword: str
    file: Path
    line: int
    lines: list[str]

    @property
    def text(self) -> str:
        """All that follows the keyword, without the white space around it."""
        return "\n".join(self.lines).strip()

    def refuse(self, problem: str, offset: int = 0) -> NoReturn:
        """Raise DataError that names file and line, which is `offset` lines below the keyword."""
        raise DataError(f"{self.file}, line {self.line + offset}: {problem}.")


def looks_like_unipen(path: Path) -> bool:
    """Whether the first line with text in the file begins with a keyword."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD).decode("latin-1").lstrip()
    except OSError:
        return False
    return _KEYWORD.match(head) is not None


def read_statements(path: Path, *, skip_missing_includes: bool) -> Iterator[Statement]:
    """The statements of a file and, in place of each `.INCLUDE`, those of the file that it names.

    An include is looked for beside the file that names it, then in the `include` and `data`
    folders of every folder above `path`.

    Raises:
        DataError: No such file, no UNIPEN file, or an include that is missing, leads outside, goes
            in a circle or nests too deep.
    """
    return _Walk(path.absolute().parents, skip_missing_includes).statements(path)


@dataclass
class _Walk:
    above: Sequence[Path]
    skip_missing: bool
    opened: list[Path] = field(default_factory=list)
    includes: int = 0

    def statements(self, path: Path) -> Iterator[Statement]:
        self.opened.append(path.resolve())
        for statement in _own_statements(path):
            if statement.keyword != "INCLUDE":
                yield statement
                continue
            found = self._find(statement)
            if found is not None:
                yield from self.statements(found)
        self.opened.pop()

    def _find(self, statement: Statement) -> Path | None:
        name = statement.text
        if not name or "\n" in name or Path(name).is_absolute() or ".." in Path(name).parts:
            statement.refuse(
                f".INCLUDE must name one file, neither from the root nor through '..'; "
                f"got {name[:80]!r}"
            )
        folders = [statement.file.parent, *(up / part for up in self.above for part in _FOLDERS)]
        found = next((folder / name for folder in folders if _is_file(folder / name)), None)
        if found is None:
            if self.skip_missing:
                return None
            statement.refuse(
                f".INCLUDE names {name!r}, which lies neither beside this file nor in a folder "
                "'include' or 'data' above; put it there, or have missing includes skipped"
            )
        if found.resolve() in self.opened:
            statement.refuse(f".INCLUDE of {name!r} goes in a circle")
        self.includes += 1
        if len(self.opened) >= _DEEPEST or self.includes > _MOST_INCLUDES:
            statement.refuse(
                f"expected at most {_MOST_INCLUDES} includes, nested at most {_DEEPEST} deep; "
                "got more"
            )
        return found


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or that holds a null byte
        return False


def _own_statements(path: Path) -> Iterator[Statement]:
    current: Statement | None = None
    for number, line in enumerate(_read_lines(path), 1):
        keyword = _KEYWORD.match(line) if line.startswith(".") else None
        if keyword:
            if current is not None:
                yield current
            current = Statement(keyword[1], path, number, [line[keyword.end() :]])
        elif current is not None:
            current.lines.append(line)
        elif line.strip():
            raise DataError(
                f"{path}, line {number}: expected a UNIPEN keyword such as .VERSION, "
                f"got {line.strip()[:40]!r}."
            )
    if current is None:
        raise DataError(f"{path}: expected UNIPEN statements, got an empty file.")
    yield current


def _read_lines(path: Path) -> list[str]:
    try:
        # Latin-1 takes any byte: comments hold names of people, in whatever encoding.
        return path.read_text("latin-1").split("\n")
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file.") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error}).") from None
