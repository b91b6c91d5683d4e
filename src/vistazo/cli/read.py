"""`vistazo read`."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from vistazo.cli.common import (
    FILES,
    JSON,
    MODEL,
    PROFILE,
    clear_errors,
    failure_row,
    load_recognizer,
    print_json,
)
from vistazo.errors import ImageError
from vistazo.runtime import Recognizer
from vistazo.types import Failure, Reading


@clear_errors
def read(
    files: FILES,
    model: MODEL = "characters",
    top: Annotated[int, typer.Option(min=1, help="Alternatives for each character.")] = 5,
    profile: PROFILE = "",
    as_json: JSON = False,
) -> None:
    """Read the lines of text on pictures; leaves with 1 if one of them could not be used."""
    recognizer = load_recognizer(model, profile)
    recognizer.require_reader()
    answers = [_read_one(recognizer, file, top) for file in files]
    if as_json:
        print_json([_row(file, answer) for file, answer in zip(files, answers, strict=True)])
    else:
        for file, answer in zip(files, answers, strict=True):
            _print(file, answer, named=len(files) > 1)
    if any(isinstance(answer, Failure) for answer in answers):
        raise typer.Exit(1)


def _read_one(recognizer: Recognizer, file: Path, top: int) -> Reading | Failure:
    try:
        return recognizer.read(file, top=top)
    except ImageError as error:
        return Failure(type(error).__name__, str(error))


def _row(file: Path, answer: Reading | Failure) -> dict[str, Any]:
    if isinstance(answer, Failure):
        return failure_row(file, answer)
    return {"file": str(file), **dataclasses.asdict(answer)}


def _print(file: Path, answer: Reading | Failure, *, named: bool) -> None:
    if isinstance(answer, Failure):
        typer.echo(f"{file}: {answer.message}", err=True)
        return
    if named:
        typer.echo(f"==> {file} <==")
    typer.echo(answer.text)
