"""Removing for good what is deleted, too old or too much, and pictures that nobody refers to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select

from vistazo.errors import OptionError
from vistazo.storage.database import Database
from vistazo.storage.files import FileStore
from vistazo.storage.tables import correction, prediction
from vistazo.storage.values import utc_now

GRACE = timedelta(minutes=10)
"""How long a deletion can be undone, and a new picture waits for the row that refers to it."""

_ROWS = 2000
"""Rows that one transaction removes: others get their turn in between."""

_row = prediction.c


@dataclass(frozen=True)
class Purged:
    """What was removed for good: predictions, and pictures."""

    predictions: int
    images: int


def purge(
    database: Database,
    images: FileStore,
    now: datetime | None = None,
    *,
    keep_days: int | None = None,
    keep_count: int | None = None,
    grace: timedelta = GRACE,
) -> Purged:
    """Remove what need not be kept; it can be called at any time, by several processes at once.

    Args:
        database: Where the predictions are.
        images: The store of pictures. Those that a correction refers to stay.
        now: The time; the present if None.
        keep_days: Predictions older than that many days go; None keeps them.
        keep_count: Of the predictions, that many of the newest stay; None keeps all.
        grace: How long a deletion can be undone, and a picture without a row stays.

    Raises:
        OptionError: A number is negative.
        StorageError: The database or the folder cannot be used; what was removed stays removed.
    """
    for name, value in (("keep_days", keep_days), ("keep_count", keep_count)):
        if value is not None and value < 0:
            raise OptionError(f"{name} must not be negative, got {value}.")
    now = now or utc_now()
    removed = sum(
        _remove(database, condition)
        for condition in _conditions(database, now, keep_days, keep_count, grace)
    )
    images.remove_unfinished()
    return Purged(removed, _sweep(database, images, grace.total_seconds()))


def _conditions(
    database: Database,
    now: datetime,
    keep_days: int | None,
    keep_count: int | None,
    grace: timedelta,
) -> Iterator[ColumnElement[bool]]:
    shown = _row.deleted_at.is_(None)
    yield _row.deleted_at < now - grace
    if keep_days is not None:
        yield and_(shown, _row.created_at < now - timedelta(days=keep_days))
    if keep_count is not None:
        newest = select(_row.created_at, _row.id).where(shown)
        ordered = newest.order_by(_row.created_at.desc(), _row.id.desc())
        with database.read() as connection:
            first = connection.execute(ordered.offset(keep_count).limit(1)).first()
        if first is not None:
            same_moment = and_(_row.created_at == first.created_at, _row.id <= first.id)
            yield and_(shown, or_(_row.created_at < first.created_at, same_moment))


def _remove(database: Database, condition: ColumnElement[bool]) -> int:
    part = select(_row.id).where(condition).limit(_ROWS)
    removed = 0
    while True:
        with database.write() as connection:
            count = connection.execute(delete(prediction).where(_row.id.in_(part))).rowcount
        removed += count
        if count < _ROWS:
            return removed


def _sweep(database: Database, images: FileStore, grace_s: float) -> int:
    removed = 0
    for number in range(256):
        prefix = f"{number:02x}"
        if stored := images.shelf(prefix):
            unused = set(stored) - _referred(database, prefix)
            removed += sum(images.remove_older(sha, grace_s) for sha in sorted(unused))
    return removed


def _referred(database: Database, prefix: str) -> set[str]:
    """Pictures whose hash begins so and that a row refers to."""
    found: set[str] = set()
    with database.read() as connection:
        for table in (prediction, correction):
            image = table.c.image
            # After "f" comes "g", wherever digits come before letters.
            asked = select(image).where(image >= prefix, image < f"{prefix}g")
            found.update(connection.execute(asked).scalars())
    return found
