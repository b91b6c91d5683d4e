"""What several commands share: options, errors in words, JSON."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer

from vistazo.errors import MissingExtraError, NotFoundError, OptionError, VistazoError
from vistazo.runtime import Prior, Recognizer
from vistazo.types import Failure

if TYPE_CHECKING:
    from vistazo.learning import Shop

P = ParamSpec("P")

FILES = Annotated[list[Path], typer.Argument(help="PNG, JPEG or WebP files.")]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
MODEL = Annotated[str, typer.Option(help="A name, name@version or path.")]
PROFILE = Annotated[str, typer.Option(help="Whose version; everybody's unless told.")]
AUTHOR = Annotated[str, typer.Option(help="Who decides so; your user name unless told.")]
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


def open_shop() -> Shop:
    """The shop of VISTAZO_DATA_FOLDER and VISTAZO_DATABASE_URL, made where there is none."""
    # Here, so that commands without it do not wait for the database's libraries.
    from vistazo.learning import Shop

    return Shop.open()


def load_recognizer(model: str, profile: str = "") -> Recognizer:
    """What answers here under a name: what was learned, else what ships; or a file by its path.

    Raises:
        ModelNotFoundError: Nothing there; the message lists what exists.
    """
    from vistazo.learning.places import exists

    name = model.partition("@")[0]
    if exists():
        with open_shop() as shop:
            if name in shop.names():
                try:
                    return shop.recognizer(model, profile)
                except NotFoundError:
                    # Perhaps the version that ships, which was never installed here.
                    return Recognizer.load(model)
    return Recognizer.load(model)


def user_name() -> str:
    """Who runs this command, as far as the system knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def when(moment: datetime) -> str:
    """A time in the zone of this machine, to the second."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def parse_time(name: str, text: str | None) -> datetime | None:
    """A time as ISO 8601 has it; without a zone, that of this machine.

    Raises:
        OptionError: It is none.
    """
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise OptionError(
            f"--{name} must be a time such as 2026-05-31 or 2026-05-31T14:00, got {text!r}."
        ) from None


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
