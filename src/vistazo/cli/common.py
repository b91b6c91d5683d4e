"""What several commands share: options, errors in words, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec

import typer

from vistazo.errors import MissingExtraError, OptionError, VistazoError
from vistazo.runtime import Prior, Recognizer
from vistazo.types import Failure

P = ParamSpec("P")

FILES = Annotated[list[Path], typer.Argument(help="PNG, JPEG or WebP files.")]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
MODEL = Annotated[str, typer.Option(help="A name, name@version or path.")]
PRIOR = Annotated[str | None, typer.Option(help="Which labels are expected, by name.")]
LABELS = Annotated[
    list[str] | None, typer.Option(help="The only labels expected, apart by spaces.")
]


def clear_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Print an error that is raised on purpose and leave with 2, without a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except VistazoError as error:
            typer.echo(f"vistazo: {error}", err=True)
            raise typer.Exit(2) from None

    return run


def print_json(value: Any) -> None:
    """Print indented JSON, in the characters that it is about."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def failure_row(file: Path, failure: Failure) -> dict[str, Any]:
    """How a file that could not be used stands in a JSON array."""
    return {"file": str(file), "error": {"kind": failure.kind, "message": failure.message}}


def expected(recognizer: Recognizer, prior: str | None, labels: list[str] | None) -> Prior:
    """The prior that --prior or --labels ask for.

    Raises:
        OptionError: Both are given.
    """
    if prior is not None and labels:
        raise OptionError("Give either --prior or --labels, not both.")
    if not labels:
        return prior
    # A label may hold a space itself.
    known = recognizer.labels
    return [label for text in labels for label in ([text] if text in known else text.split())]


@contextmanager
def workshop() -> Iterator[None]:
    """Within it, a library of the workshop that is missing is named, and how to install it.

    Raises:
        MissingExtraError: A library is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"This command needs {error.name}, which is not installed. "
            "Install the workshop: pip install 'vistazo[workshop]'."
        ) from None
