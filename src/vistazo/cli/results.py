"""Files that results are written to: a table, lines of JSON, or Pascal VOC's annotations."""

from __future__ import annotations

import csv
import json
import shutil
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from vistazo.cli.bulk import Outcome
from vistazo.errors import ConflictError, OptionError
from vistazo.storage.failures import file_failure

_PART = ".part"
_VOC = {"Annotations", "ImageSets", "errors.csv"}


class Results(ABC):
    """Takes what came of each file. They are called `NAME.part` until they are complete."""

    def __init__(self, target: Path, labels: Sequence[str]) -> None:
        self.target = target
        self.labels = labels
        self.part = target.with_name(target.name + _PART)
        self._count = 0

    def __enter__(self) -> Results:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()
        if kind is None:
            if self.target.is_dir():
                shutil.rmtree(self.target)
            self.part.replace(self.target)
        elif not self._count:
            self._drop()

    def add(self, outcome: Outcome) -> None:
        """Write what came of one file."""
        self.write(outcome)
        self._count += 1

    @abstractmethod
    def write(self, outcome: Outcome) -> None:
        """Write what came of one file."""

    @abstractmethod
    def end(self) -> None:
        """Write what comes last."""

    def _drop(self) -> None:
        if self.part.is_dir():
            shutil.rmtree(self.part)
        else:
            self.part.unlink()


class Table(Results):
    """A row for each file: its labels, the probability of every label, verdict, error."""

    def __init__(self, target: Path, labels: Sequence[str]) -> None:
        super().__init__(target, labels)
        self._file = self.part.open("w", encoding="utf-8", newline="")
        self._rows = csv.writer(self._file, lineterminator="\n")
        self._rows.writerow(("filename", "labels", *labels, "verdict", "error"))

    def write(self, outcome: Outcome) -> None:
        """Write a row."""
        cells: list[object] = ["", *("" for _ in self.labels), ""]
        if outcome.done is not None:
            answer = outcome.done.answer
            numbers = [f"{answer.probabilities[label]:.6f}" for label in self.labels]
            cells = ["|".join(answer.labels), *numbers, answer.verdict]
        error = "" if outcome.error is None else str(outcome.error)
        self._rows.writerow((outcome.file.as_posix(), *cells, error))

    def end(self) -> None:
        """End the table."""
        self._file.close()


class Lines(Results):
    """A JSON object for each file, as the service's batches answer it."""

    def __init__(self, target: Path, labels: Sequence[str], top: int) -> None:
        super().__init__(target, labels)
        self._top = top
        self._file = self.part.open("w", encoding="utf-8")

    def write(self, outcome: Outcome) -> None:
        """Write a line."""
        from vistazo.service.answers import prediction_answer
        from vistazo.service.problems import problem_of

        line: dict[str, Any] = {"index": outcome.index, "filename": outcome.file.as_posix()}
        if outcome.done is not None:
            line["prediction"] = prediction_answer(outcome.done, self._top, None)
        elif outcome.error is not None:
            line["error"] = problem_of(outcome.error, "").entry()
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def end(self) -> None:
        """End the lines."""
        self._file.close()


class VocFolder(Results):
    """Annotations with the labels of each picture, a list of them, and a table of errors."""

    def __init__(self, target: Path, labels: Sequence[str]) -> None:
        super().__init__(target, labels)
        shutil.rmtree(self.part, ignore_errors=True)
        self._annotations = self.part / "Annotations"
        self._annotations.mkdir(parents=True)
        self._names: dict[str, None] = {}
        self._errors: list[tuple[str, str]] = []

    def write(self, outcome: Outcome) -> None:
        """Write an annotation."""
        from vistazo.feedback.voc import annotation

        if outcome.done is None:
            self._errors.append((outcome.file.as_posix(), str(outcome.error)))
            return
        name = self._free_name(outcome.file)
        content = annotation(
            outcome.file.name,
            outcome.done.answer.labels,
            outcome.size,
            database=outcome.done.answer.model,
            path=outcome.file.absolute().as_posix(),
        )
        (self._annotations / f"{name}.xml").write_bytes(content)

    def end(self) -> None:
        """Write the list and the errors."""
        lists = self.part / "ImageSets" / "Main"
        lists.mkdir(parents=True)
        (lists / "all.txt").write_text("".join(f"{name}\n" for name in self._names), "utf-8")
        if self._errors:
            with (self.part / "errors.csv").open("w", encoding="utf-8", newline="") as file:
                rows = csv.writer(file, lineterminator="\n")
                rows.writerows([("filename", "error"), *self._errors])

    def _free_name(self, file: Path) -> str:
        """The picture's name without its suffix, numbered where there was one like it."""
        name, count = file.stem, 1
        while name in self._names:
            count += 1
            name = f"{file.stem}-{count}"
        self._names[name] = None
        return name


def open_results(target: Path, labels: Sequence[str], top: int, *, force: bool) -> Results:
    """The file or folder that results are written to, by its suffix.

    Args:
        target: Ends in .csv, .jsonl or .voc.
        labels: The recogniser's.
        top: How many of the most probable labels lines of JSON name.
        force: Whether what is there already is replaced when the results are complete.

    Raises:
        OptionError: Another suffix.
        ConflictError: Something is there already, or is no folder of results.
        StorageError: It cannot be written.
    """
    if target.suffix not in (".csv", ".jsonl", ".voc"):
        raise OptionError(f"--out must end in .csv, .jsonl or .voc, got {target.name!r}.")
    if target.exists():
        _check_replaceable(target, force=force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".csv":
            return Table(target, labels)
        if target.suffix == ".jsonl":
            return Lines(target, labels, top)
        return VocFolder(target, labels)
    except OSError as error:
        raise file_failure(error, target) from error


def _check_replaceable(target: Path, *, force: bool) -> None:
    if not force:
        raise ConflictError(f"{target} is there already; name another, or add --force.")
    if target.is_dir() != (target.suffix == ".voc"):
        raise ConflictError(f"{target} is something else than results; name another.")
    if target.is_dir() and {item.name for item in target.iterdir()} - _VOC:
        raise ConflictError(f"{target} holds more than results; name another folder.")
