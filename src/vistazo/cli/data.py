"""`vistazo data`: copy, back up and restore everything that is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vistazo.cli.common import clear_errors

data_app = typer.Typer(
    help="Copy, back up and restore everything that is kept.", no_args_is_help=True
)

_URL = "sqlite:///FILE or postgresql://…"


@data_app.command()
@clear_errors
def copy(
    source: Annotated[str, typer.Argument(help=f"Where it is: {_URL}")],
    target: Annotated[str, typer.Argument(help="Where it goes: an empty database.")],
) -> None:
    """Copy every row from one database to another; files stay where they are."""
    from vistazo.storage.transfer import copy_database

    _tell(copy_database(source, target))


@data_app.command()
@clear_errors
def backup(
    file: Annotated[Path, typer.Argument(help="The .tar file to write.")],
) -> None:
    """Write database, pictures and versions to one file, while all of it is in use."""
    from vistazo.learning.places import data_folder, database_url
    from vistazo.storage.backup import backup as write_backup

    folder = data_folder()
    done = write_backup(folder, database_url(folder), file)
    typer.echo(f"written: {file} ({done['files']} files, {done['bytes']} bytes)")


@data_app.command()
@clear_errors
def restore(
    file: Annotated[Path, typer.Argument(help="What `vistazo data backup` wrote.")],
) -> None:
    """Bring a backup back, to a data folder and a database that are empty."""
    from vistazo.learning.places import data_folder, database_url
    from vistazo.storage.backup import restore as read_backup

    folder = data_folder()
    _tell(read_backup(file, folder, database_url(folder)))


def _tell(rows: dict[str, int]) -> None:
    for table, count in rows.items():
        typer.echo(f"{table}: {count}")
