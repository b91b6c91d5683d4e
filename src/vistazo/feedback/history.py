"""Finding a page of a long history in the indices, without its rows."""

from __future__ import annotations

from collections.abc import Callable
from operator import eq, ge, le, lt
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from vistazo.feedback.prediction import PredictionFilter
from vistazo.storage.tables import prediction, prediction_label

Sort = Literal["created_at", "confidence"]

_HEAD = 2000
"""Rows from the beginning of a list that are looked for before it is counted."""


def find_page(
    connection: Connection,
    matching: ColumnElement[bool],
    order: tuple[Sort, bool],
    page: tuple[int, int],
) -> tuple[list[str], int]:
    """The ids of one page, in order, and how many match; walks over the list once if it can."""
    offset, limit = page
    head = _ids(connection, matching, order, (0, _HEAD))
    if len(head) < _HEAD:
        return head[offset : offset + limit], len(head)
    counted = select(func.count()).select_from(prediction).where(matching)
    total: int = connection.execute(counted).scalar_one()
    limit = min(limit, total - offset)
    if limit <= 0 or offset + limit <= _HEAD:
        return head[offset : offset + limit], total
    if offset <= total // 2:
        return _ids(connection, matching, order, (offset, limit)), total
    sort, descending = order
    backwards = (total - offset - limit, limit)
    return _ids(connection, matching, (sort, not descending), backwards)[::-1], total


def _ids(
    connection: Connection,
    matching: ColumnElement[bool],
    order: tuple[Sort, bool],
    page: tuple[int, int],
) -> list[str]:
    (sort, descending), (offset, limit) = order, page
    keys = (prediction.c[sort], prediction.c.id)
    ordered = (
        select(prediction.c.id)
        .where(matching)
        .order_by(*(key.desc() if descending else key.asc() for key in keys))
    )
    return list(connection.execute(ordered.offset(offset).limit(limit)).scalars())


def matching_predictions(connection: Connection, wanted: PredictionFilter) -> ColumnElement[bool]:
    """What a filter says, for the table `prediction`; deleted rows never match."""
    row = prediction.c
    asked: list[tuple[Any, Callable[[Any, Any], ColumnElement[bool]], Any]] = [
        (row.recognizer, eq, wanted.recognizer),
        (row.verdict, eq, wanted.verdict),
        (row.corrected, eq, wanted.corrected),
        (row.confidence, ge, wanted.min_confidence),
        (row.confidence, le, wanted.max_confidence),
        (row.created_at, ge, wanted.since),
        (row.created_at, lt, wanted.until),
        (row.profile, eq, wanted.profile),
        (row.source, eq, wanted.source),
    ]
    conditions = [compare(column, value) for column, compare, value in asked if value is not None]
    if wanted.label is not None:
        conditions.append(_has_label(connection, wanted.label))
    return and_(row.deleted_at.is_(None), *conditions)


def _has_label(connection: Connection, label: str) -> ColumnElement[bool]:
    first = prediction.c.label == label
    others = select(prediction_label.c.prediction_id).where(prediction_label.c.label == label)
    # Most recognisers answer one label; asking first spares looking each row up.
    if connection.execute(others.limit(1)).first() is None:
        return first
    return or_(first, prediction.c.id.in_(others))
