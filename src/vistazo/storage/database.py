"""The database: SQLite in the data folder, or PostgreSQL by its address."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, text

from vistazo.errors import StorageUnavailableError
from vistazo.storage.engines import (
    WAIT_S,
    for_writing,
    make_engine,
    parse_url,
    shown_url,
    sqlite_file,
)
from vistazo.storage.failures import file_failure, translated
from vistazo.storage.schema import check_schema, migrate_schema

_CORRECTIONS_LOCK = 0x76697374
"""Number of the advisory lock that PostgreSQL keeps for `serialise`."""


class Database:
    """One database, from any thread; `open` makes it.

    Errors of SQLAlchemy leave `read`, `write` and `ping` as StorageUnavailableError,
    StorageFullError, SchemaError, or ConflictError (a row contradicts one that is there).

    Attributes:
        engine: SQLAlchemy's engine.
        name: The address without its password, for messages.
    """

    def __init__(self, url: URL) -> None:
        self.engine: Engine = make_engine(url)
        self.name = shown_url(url)
        self._writer = for_writing(self.engine)
        self._file = sqlite_file(url)
        # SQLite's own queue is not fair: among threads of one process this lock is the queue.
        self._turn = threading.Lock()
        self._thread = threading.local()

    @classmethod
    def open(cls, url: str, *, migrate: bool = True) -> Database:
        """Connect, and bring the tables up to date.

        Args:
            url: `sqlite:///FILE` or `postgresql://…`; SQLite's folder is made where it is missing.
            migrate: Whether missing tables are made and older ones changed; else they are refused.

        Raises:
            OptionError: The address is of another kind.
            StorageUnavailableError: The database does not answer.
            SchemaError: A database from a newer Vistazo, or not one of Vistazo's; or an older one
                without `migrate`.
        """
        database = cls(parse_url(url))
        try:
            if database._file is not None:
                _prepare(database._file, migrate=migrate)
            with translated(database.name, database._folder):
                if migrate:
                    migrate_schema(database.engine, database.name)
                else:
                    check_schema(database.engine, database.name)
        except BaseException:
            database.dispose()
            raise
        return database

    @property
    def dialect(self) -> str:
        """Which database it is: "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    @property
    def file(self) -> Path | None:
        """SQLite's file; None for PostgreSQL."""
        return self._file

    @contextlib.contextmanager
    def read(self, *, snapshot: bool = False) -> Iterator[Connection]:
        """A connection to read with; not inside `write`, whose connection reads too.

        Args:
            snapshot: Whether all that is read must be of one moment; SQLite always reads so.
        """
        self._check_alone()
        with translated(self.name, self._folder):
            engine = self.engine
            if snapshot and self.dialect == "postgresql":
                engine = engine.execution_options(isolation_level="REPEATABLE READ")
            with engine.connect() as connection:
                yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection whose changes are kept together at the end, or not at all on an error.

        Nothing is tried again. A thread must not nest it: hand the connection on instead.
        """
        self._check_alone()
        with translated(self.name, self._folder), self._in_turn(), self._writer.begin() as opened:
            self._thread.writes = True
            try:
                yield opened
            finally:
                self._thread.writes = False

    @contextlib.contextmanager
    def within(self, connection: Connection | None) -> Iterator[Connection]:
        """The transaction that is given, or one of its own."""
        if connection is not None:
            yield connection
            return
        with self.write() as opened:
            yield opened

    def serialise(self, connection: Connection, *, shared: bool = False) -> None:
        """Wait until no other transaction is between this call and its end.

        Those that are `shared` do not wait for each other. SQLite has one writer at a time anyway.
        """
        if self.dialect == "postgresql":
            kind = "_shared" if shared else ""
            statement = text(f"SELECT pg_advisory_xact_lock{kind}(:number)")
            connection.execute(statement, {"number": _CORRECTIONS_LOCK})

    def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            StorageUnavailableError: There is none.
        """
        with self.read() as connection:
            connection.execute(text("SELECT 1"))

    def dispose(self) -> None:
        """Close every connection; it can be used again afterwards."""
        self.engine.dispose()

    def _check_alone(self) -> None:
        # Under load, those who hold one connection and wait for a second wait for each other.
        if getattr(self._thread, "writes", False):
            raise RuntimeError("This thread has a transaction open: hand its connection on.")

    @property
    def _folder(self) -> Path | None:
        return None if self._file is None else self._file.parent

    @contextlib.contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=3 * WAIT_S):
            raise StorageUnavailableError(
                f"{self.name}: other changes took too long; try again soon."
            )
        try:
            yield
        finally:
            self._turn.release()


def _prepare(file: Path, *, migrate: bool) -> None:
    """SQLite makes a file that is not there; only a folder, and a wrong name, must be minded."""
    if not migrate and not file.is_file():
        raise StorageUnavailableError(f"{file}: there is no such database; name another file.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise file_failure(error, file.parent) from error
