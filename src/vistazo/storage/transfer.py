"""From one database to another."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, text

from vistazo.errors import ConflictError
from vistazo.storage.database import Database
from vistazo.storage.tables import metadata, promotion

_ROWS = 1000
"""Rows that are held in memory at once."""


def copy_database(source_url: str, target_url: str) -> dict[str, int]:
    """Copy every row to an empty database, all or nothing; the source may be in use meanwhile.

    The pictures and model files in the data folder stay where they are.

    Args:
        source_url: `sqlite:///FILE` or `postgresql://…`.
        target_url: The same; missing tables are made.

    Returns:
        How many rows of each table.

    Raises:
        ConflictError: The target has rows already.
        SchemaError: The source is not up to date, or either is not Vistazo's.
        StorageError: Either does not answer, or the target has no room.
    """
    source = Database.open(source_url, migrate=False)
    try:
        target = Database.open(target_url)
        try:
            return copy_rows(source, target)
        finally:
            target.dispose()
    finally:
        source.dispose()


def copy_rows(source: Database, target: Database) -> dict[str, int]:
    """Copy every row of one moment, in one transaction.

    Raises:
        ConflictError: The target has rows already.
        StorageError: Either does not answer, or the target has no room.
    """
    copied = {}
    with source.read(snapshot=True) as reading, target.write() as writing:
        _check_empty(writing, target.name)
        for table in metadata.sorted_tables:
            rows = select(table).order_by(*table.primary_key).execution_options(yield_per=_ROWS)
            copied[table.name] = 0
            for part in reading.execute(rows).partitions():
                writing.execute(insert(table), [dict(row._mapping) for row in part])
                copied[table.name] += len(part)
        _count_on(writing)
    return copied


def check_empty(database: Database) -> None:
    """Raise ConflictError where a table has rows."""
    with database.read() as connection:
        _check_empty(connection, database.name)


def _check_empty(connection: Connection, name: str) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(1).select_from(table).limit(1)).first() is not None:
            raise ConflictError(
                f"{name}: expected an empty database, but its table {table.name} has rows; "
                "name another database."
            )


def _count_on(connection: Connection) -> None:
    """Numbers that PostgreSQL gives next follow those that were copied; SQLite does so itself."""
    if connection.dialect.name == "postgresql":
        column = promotion.c.id
        sequence = text(
            f"SELECT setval(pg_get_serial_sequence('{promotion.name}', '{column.name}'), "
            f"max({column.name})) FROM {promotion.name} HAVING max({column.name}) IS NOT NULL"
        )
        connection.execute(sequence)
