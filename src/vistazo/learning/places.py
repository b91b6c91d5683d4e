"""Where a shop keeps what it knows: a folder, and the address of a database."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

FOLDER_VARIABLE = "VISTAZO_DATA_FOLDER"
URL_VARIABLE = "VISTAZO_DATABASE_URL"
DATABASE_FILE = "vistazo.db"


def data_folder(folder: str | os.PathLike[str] | None = None) -> Path:
    """The folder that is given, else VISTAZO_DATA_FOLDER, else the user's own for programs."""
    chosen = folder or os.environ.get(FOLDER_VARIABLE) or platformdirs.user_data_path("vistazo")
    return Path(chosen).absolute()


def database_url(folder: Path, url: str | None = None) -> str:
    """The address that is given, else VISTAZO_DATABASE_URL, else a SQLite file in the folder."""
    chosen = url or os.environ.get(URL_VARIABLE)
    return chosen or f"sqlite:///{(folder / DATABASE_FILE).as_posix()}"


def exists(folder: str | os.PathLike[str] | None = None, url: str | None = None) -> bool:
    """Whether a shop was opened there before; says True of every PostgreSQL."""
    place = data_folder(folder)
    address = database_url(place, url)
    kind, _, path = address.partition(":///")
    return kind != "sqlite" or Path(path).is_file()
