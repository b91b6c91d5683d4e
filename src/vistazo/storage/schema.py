"""Bringing the tables up to date, and refusing databases that are not ours."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, inspect, select, text

from vistazo.errors import SchemaError
from vistazo.storage import tables
from vistazo.storage.engines import for_writing

HEAD = "0002"
"""The newest revision of the migrations."""

VERSION_TABLE = "vistazo_schema"

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x76697373
"""Number of the advisory lock under which PostgreSQL is migrated."""
_LOCK_WAIT = "5min"

_state = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))


def migrate_schema(engine: Engine, name: str) -> None:
    """Make the tables, or change older ones, all or nothing; processes do so one by one.

    Raises:
        SchemaError: A database from a newer Vistazo, or not one of Vistazo's.
    """
    if engine.dialect.name == "sqlite":
        # Readers and the writer do not wait for each other; the file remembers it.
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA journal_mode = WAL").close()
    with engine.connect() as connection:
        if _revision(connection, name) == HEAD:
            return
    with for_writing(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _revision(connection, name) != HEAD:
            upgrade(connection, HEAD)


def check_schema(engine: Engine, name: str) -> None:
    """Refuse tables that are not up to date.

    Raises:
        SchemaError: They are older, newer, not there, or not Vistazo's.
    """
    with engine.connect() as connection:
        revision = _revision(connection, name)
    if revision is None:
        raise SchemaError(f"{name}: expected Vistazo's tables, found none; name another database.")
    if revision != HEAD:
        raise SchemaError(
            f"{name}: its tables are those of an older Vistazo ({revision}, expected {HEAD}); "
            "start this Vistazo on it once."
        )


def upgrade(connection: Connection, revision: str) -> None:
    """Run the migrations up to `revision` inside the connection's transaction."""
    # Reading the migrations' library takes longer than asking whether it is needed.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(_MIGRATIONS / "revisions").replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    command.upgrade(config, revision)


def _revision(connection: Connection, name: str) -> str | None:
    """The revision that the tables are at; None where there are no tables of Vistazo."""
    inspector = inspect(connection)
    if not inspector.has_table(VERSION_TABLE):
        if strangers := set(inspector.get_table_names()) & set(tables.metadata.tables):
            raise SchemaError(
                f"{name}: expected an empty database or one of Vistazo's, found another program's "
                f"tables ({', '.join(sorted(strangers))}); name another database."
            )
        return None
    found = connection.execute(select(_state.c.version_num)).scalars().all()
    if not found:
        return None
    if len(found) > 1 or found[0] not in _known():
        raise SchemaError(
            f"{name}: its tables are those of a newer Vistazo ({', '.join(found)}; this one knows "
            f"up to {HEAD}); install that Vistazo, or restore a backup."
        )
    revision: str = found[0]
    return revision


def _known() -> tuple[str, ...]:
    return tuple(f"{number:04d}" for number in range(1, int(HEAD) + 1))
