"""What goes wrong in a database or a folder, said as an error of Vistazo."""

from __future__ import annotations

import contextlib
import errno
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import exc

from vistazo.errors import (
    ConflictError,
    SchemaError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
)

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NEARLY_FULL = 2**20
"""Bytes; a disk with less room than this is why SQLite cannot write."""

_SQLITE_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_POSTGRES_FULL = ("53100",)
_POSTGRES_SCHEMA = ("42P01", "42703", "3F000")


@contextlib.contextmanager
def translated(name: str, folder: Path | None = None) -> Iterator[None]:
    """Errors of SQLAlchemy leave as errors of Vistazo.

    Args:
        name: The database, as it is shown.
        folder: Where SQLite's file lies.

    Raises:
        StorageUnavailableError: The database does not answer, or not in time.
        StorageFullError: No room is left; nothing was stored.
        SchemaError: Tables or columns are missing, or the file is no database.
        ConflictError: A row contradicts one that is there.
    """
    try:
        yield
    except exc.TimeoutError as error:
        raise StorageUnavailableError(
            f"{name}: all connections were busy for too long; try again soon."
        ) from error
    except exc.IntegrityError as error:
        raise ConflictError(
            f"{name}: somebody else changed the same thing at the same time; try again."
        ) from error
    except (exc.DBAPIError, sqlite3.Error) as error:
        failure = _failure(error, name, folder)
        if failure is None:
            raise
        raise failure from error


def file_failure(error: OSError, path: Path) -> StorageError:
    """The error of Vistazo for a file that could not be read or written."""
    if error.errno in _NO_ROOM:
        return StorageFullError(
            f"{path}: no room is left; nothing was stored. Make room, then try again."
        )
    return StorageUnavailableError(
        f"{path}: cannot be used ({error.strerror or error}); check the folder and its permissions."
    )


def _failure(
    error: exc.DBAPIError | sqlite3.Error, name: str, folder: Path | None
) -> StorageError | None:
    """None for a mistake in Vistazo itself, which must be seen."""
    if isinstance(error, sqlite3.Error):
        return _sqlite_failure(error, name, folder)
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_failure(error.orig, name, folder)
    state = getattr(error.orig, "sqlstate", None)
    if state in _POSTGRES_FULL:
        return _full(name)
    if state in _POSTGRES_SCHEMA:
        return _schema(name, error.orig)
    if isinstance(error, exc.OperationalError | exc.InterfaceError | exc.InternalError):
        return _unavailable(name, error.orig)
    return None


def _sqlite_failure(error: sqlite3.Error, name: str, folder: Path | None) -> StorageError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return _unavailable(name, error) if isinstance(error, sqlite3.OperationalError) else None
    primary = code & 0xFF
    if primary == sqlite3.SQLITE_FULL or (primary == sqlite3.SQLITE_IOERR and _is_full(folder)):
        return _full(name)
    if primary in _SQLITE_CORRUPT:
        return SchemaError(
            f"{name}: expected a SQLite database, but the file is damaged or something else "
            f"({error}); restore a backup, or name another file."
        )
    if primary == sqlite3.SQLITE_ERROR:
        return _schema(name, error) if "no such" in str(error) else None
    return _unavailable(name, error) if isinstance(error, sqlite3.OperationalError) else None


def _is_full(folder: Path | None) -> bool:
    try:
        return folder is not None and shutil.disk_usage(folder).free < _NEARLY_FULL
    except OSError:
        return False


def _full(name: str) -> StorageFullError:
    return StorageFullError(
        f"{name}: no room is left; nothing was stored. Make room, then try again."
    )


def _schema(name: str, error: BaseException | None) -> SchemaError:
    return SchemaError(
        f"{name}: expected Vistazo's tables ({_first_line(error)}); name another database, "
        "or restore a backup."
    )


def _unavailable(name: str, error: BaseException | None) -> StorageUnavailableError:
    return StorageUnavailableError(
        f"{name}: the database does not answer ({_first_line(error)}); try again soon."
    )


def _first_line(error: BaseException | None) -> str:
    return next(iter(str(error).strip().splitlines()), "no reason given")
