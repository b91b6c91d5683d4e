"""Engines of SQLAlchemy for the two databases, with what each needs to be safe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from vistazo.errors import OptionError

WAIT_S = 10
"""Seconds that one may wait for another's lock."""

_POOL = {"pool_size": 10, "max_overflow": 10, "pool_timeout": WAIT_S}
"""Connections of one process: five processes fit into the hundred that PostgreSQL allows."""

_WRITES = "vistazo_writes"


def parse_url(text: str) -> URL:
    """The address of a database, with the driver that is used for it.

    Raises:
        OptionError: Not `sqlite:///FILE` or `postgresql://…`.
    """
    expected = "expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    try:
        url = make_url(text)
    except ArgumentError:
        raise OptionError(f"The database's address: {expected}, got {text!r}.") from None
    kind = url.drivername.partition("+")[0]
    if kind == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise OptionError(f"The database's address: {expected}; a file is needed, got {text}.")
        return url.set(drivername="sqlite+pysqlite")
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise OptionError(f"The database's address: {expected}, got {kind!r}.")


def shown_url(url: URL) -> str:
    """The address without its password and driver."""
    plain = url.set(drivername=url.drivername.partition("+")[0])
    return plain.render_as_string(hide_password=True)


def sqlite_file(url: URL) -> Path | None:
    """Where SQLite's file lies; None for PostgreSQL."""
    return Path(url.database or "").absolute() if url.drivername.startswith("sqlite") else None


def make_engine(url: URL) -> Engine:
    """An engine for an address that `parse_url` gave; it connects when it is first used."""
    if sqlite_file(url) is None:
        return create_engine(
            url,
            pool_pre_ping=True,
            json_serializer=_to_json,
            connect_args=_postgres_arguments(url),
            **_POOL,
        )
    engine = create_engine(url, json_serializer=_to_json, connect_args={"timeout": WAIT_S}, **_POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def for_writing(engine: Engine) -> Engine:
    """The same engine and connections, whose transactions lock SQLite's file from the start."""
    return engine.execution_options(**{_WRITES: True})


def _postgres_arguments(url: URL) -> dict[str, Any]:
    # A machine that is gone without a word is noticed within seconds; what the address says wins.
    wanted: dict[str, Any] = {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        "options": f"-c lock_timeout={WAIT_S}s",
    }
    return {name: value for name, value in wanted.items() if name not in url.query}


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # SQLAlchemy's begin decides how a transaction starts, not Python's module.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA cache_size = -32000")
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
