"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Dialect, Text, TypeDecorator, func, type_coerce


class UtcTime(TypeDecorator[datetime]):
    """A moment with its zone, always UTC; SQLite, which has no zones, keeps UTC without saying."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What the database is given.

        Raises:
            ValueError: A time without a zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time must have a zone, got {value.isoformat()}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """What the database gave."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Labels(TypeDecorator[tuple[str, ...]]):
    """A list of labels as JSON with one label on each line.

    JSON strings hold no raw line feeds, so a line is a whole label: text can be searched for one
    without mistaking the parts of others for it. Equal lists are equal texts.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, _dialect: Dialect) -> str | None:
        """What the database is given."""
        if value is None:
            return None
        return "[\n" + "\n,\n".join(_line(label) for label in value) + "\n]"

    def process_result_value(self, value: str | None, _dialect: Dialect) -> tuple[str, ...] | None:
        """What the database gave."""
        return None if value is None else tuple(json.loads(value))


def holds_label(column: ColumnElement[Any], label: str, dialect: str) -> ColumnElement[bool]:
    """Whether the labels in a `Labels` column have this one among them; A is not a."""
    find = func.instr if dialect == "sqlite" else func.strpos
    found: ColumnElement[bool] = find(type_coerce(column, Text), f"\n{_line(label)}\n") > 0
    return found


def _line(label: str) -> str:
    return json.dumps(label, ensure_ascii=False)
