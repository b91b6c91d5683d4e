"""Everything in one file, and back: rows, pictures and model files."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from vistazo.errors import SchemaError, StorageError
from vistazo.storage.database import Database
from vistazo.storage.failures import file_failure, translated
from vistazo.storage.files import synchronise, write_whole
from vistazo.storage.transfer import check_empty, copy_rows
from vistazo.storage.values import utc_now

FORMAT = 1

_ROWS = "vistazo.db"
_MANIFEST = "manifest.json"
_FOLDERS = ("images", "versions")
_NAME = re.compile(rf"({'|'.join(_FOLDERS)})/[0-9a-f]{{2}}/[0-9a-f]{{64}}[.a-z]*")


def backup(folder: Path | str, url: str, target: Path | str) -> dict[str, int]:
    """Write the database and the data folder's files to one tar file; both may be in use.

    Rows are those of one moment, whatever the database; it lies in the file as SQLite.

    Args:
        folder: The data folder.
        url: The database.
        target: The file; one that is there is replaced once the new one is whole.

    Returns:
        "files": how many pictures and models; "bytes": how large the tar file is.

    Raises:
        StorageError: Something cannot be read or written, or no room is left; no file is left.
    """
    folder, target = Path(folder), Path(target).absolute()
    with _files_translated(target), _workplace(target.parent) as place:
        _dump(url, place / _ROWS)
        unfinished = place / target.name
        with tarfile.open(unfinished, "w") as archive:
            # The rows come first: what they refer to lies there by then.
            files = {_ROWS: _add(archive, _ROWS, place / _ROWS)}
            for path in _stored_files(folder):
                # One that was purged meanwhile is not missed.
                with contextlib.suppress(FileNotFoundError):
                    name = path.relative_to(folder).as_posix()
                    files[name] = _add(archive, name, path)
            _add_manifest(archive, files)
        size = unfinished.stat().st_size
        synchronise(unfinished)
        unfinished.replace(target)
        synchronise(target.parent)
    return {"files": len(files) - 1, "bytes": size}


def restore(source: Path | str, folder: Path | str, url: str) -> dict[str, int]:
    """Bring back what `backup` wrote, to an empty database of either kind.

    Files that are in the folder already stay. Rows come last and all at once: after an error the
    database is still empty, and it can be tried again.

    Args:
        source: The tar file.
        folder: The data folder; made where it is missing.
        url: The database; missing tables are made.

    Returns:
        How many rows of each table.

    Raises:
        ConflictError: The database has rows already.
        SchemaError: The backup is from a newer Vistazo.
        StorageError: It is no backup, or damaged; or something cannot be written.
    """
    source, folder = Path(source), Path(folder)
    target = Database.open(url)
    try:
        check_empty(target)
        with _files_translated(source), _workplace(folder) as place:
            _unpack(source, folder, place)
            rows = Database.open(f"sqlite:///{place / _ROWS}")
            try:
                return copy_rows(rows, target)
            finally:
                rows.dispose()
    finally:
        target.dispose()


def _dump(url: str, file: Path) -> None:
    """The rows as one SQLite file."""
    source = Database.open(url, migrate=False)
    try:
        if source.file is None:
            target = Database.open(f"sqlite:///{file}")
            try:
                copy_rows(source, target)
            finally:
                target.dispose()
        else:
            with source.read() as connection, contextlib.closing(sqlite3.connect(file)) as copy:
                driver = connection.connection.driver_connection
                assert driver is not None
                driver.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE").close()
    finally:
        source.dispose()


def _unpack(source: Path, folder: Path, place: Path) -> None:
    """Pictures and models to the data folder, rows to `place`."""
    try:
        with tarfile.open(source, "r:") as archive:
            hashes = _read_manifest(archive)
            for member in archive:
                if member.name == _MANIFEST:
                    continue
                expected = hashes.pop(member.name)
                path = place / _ROWS if member.name == _ROWS else folder / _checked(member.name)
                file = archive.extractfile(member)
                data = b"" if file is None else file.read()
                if hashlib.sha256(data).hexdigest() != expected:
                    raise ValueError(f"{member.name} is damaged")
                if not path.exists():
                    write_whole(path, data, durable=False)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise StorageError(f"{source}: expected a whole backup of Vistazo ({error}).") from error
    if hashes:
        raise StorageError(f"{source}: the backup lacks {len(hashes)} of its files.")
    os.sync()


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"a file named {name!r}")
    return name


def _read_manifest(archive: tarfile.TarFile) -> dict[str, str]:
    """The sha256 of each file in the archive."""
    file = archive.extractfile(_MANIFEST)
    manifest = json.loads(b"" if file is None else file.read())
    if manifest["format"] != FORMAT:
        raise SchemaError(
            f"The backup has format {manifest['format']}, this Vistazo knows {FORMAT}; install "
            f"Vistazo {manifest['vistazo']} or newer."
        )
    return dict(manifest["files"])


def _add_manifest(archive: tarfile.TarFile, files: dict[str, str]) -> None:
    facts = {
        "format": FORMAT,
        "vistazo": version("vistazo"),
        "created_at": utc_now().isoformat(),
        "files": files,
    }
    data = json.dumps(facts).encode()
    member = tarfile.TarInfo(_MANIFEST)
    member.size = len(data)
    archive.addfile(member, io.BytesIO(data))


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file; its sha256."""
    with path.open("rb") as file:
        member = archive.gettarinfo(arcname=name, fileobj=file)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        archive.addfile(member, file)
    return digest


def _stored_files(folder: Path) -> Iterator[Path]:
    for name in _FOLDERS:
        for path in sorted((folder / name).glob("??/*")):
            if _NAME.fullmatch(path.relative_to(folder).as_posix()):
                yield path


@contextlib.contextmanager
def _workplace(parent: Path) -> Iterator[Path]:
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".vistazo-", dir=parent) as name:
        yield Path(name)


@contextlib.contextmanager
def _files_translated(path: Path) -> Iterator[None]:
    """Errors of files and of SQLite's own module leave as errors of Vistazo."""
    try:
        with translated(str(path), path.parent):
            yield
    except OSError as error:
        raise file_failure(error, path) from error
