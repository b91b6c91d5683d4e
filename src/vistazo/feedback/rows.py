"""Between the rows of predictions and corrections and their values."""

from __future__ import annotations

from collections.abc import Callable
from operator import eq, ge, lt
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select, true

from vistazo.feedback.correction import Correction, CorrectionFilter, State
from vistazo.feedback.prediction import PredictionRecord
from vistazo.storage.columns import holds_label
from vistazo.storage.tables import correction
from vistazo.types import Score

CURRENT = and_(correction.c.superseded_at.is_(None), correction.c.withdrawn_at.is_(None))
"""Whether a correction holds."""

_other = correction.alias("other")
CONFLICT = and_(
    CURRENT,
    exists().where(
        _other.c.image == correction.c.image,
        _other.c.recognizer == correction.c.recognizer,
        _other.c.superseded_at.is_(None),
        _other.c.withdrawn_at.is_(None),
        _other.c.labels != correction.c.labels,
    ),
)
"""Whether a correction holds while another author or profile says something else."""


_STATES: dict[State, ColumnElement[bool]] = {
    "current": CURRENT,
    "superseded": and_(
        correction.c.superseded_at.is_not(None), correction.c.withdrawn_at.is_(None)
    ),
    "withdrawn": correction.c.withdrawn_at.is_not(None),
    "conflict": CONFLICT,
}


def select_corrections() -> Select[Any]:
    """Rows for `read_correction`, with whether they are in conflict."""
    return select(correction, CONFLICT.label("conflict"))


def read_correction(row: Any) -> Correction:
    """A row of the table `correction`; it may have `conflict` beside."""
    return Correction(**row._mapping)


def read_prediction(row: Any, corrected: Correction | None) -> PredictionRecord:
    """A row of the table `prediction`."""
    values = dict(row._mapping)
    for name in ("label", "corrected", "deleted_at"):
        del values[name]
    values["top"] = tuple(Score(label, probability) for label, probability in row.top)
    return PredictionRecord(**values, correction=corrected)


def matching_corrections(wanted: CorrectionFilter, dialect: str) -> ColumnElement[bool]:
    """What a filter says, for the table `correction`."""
    asked: list[tuple[Any, Callable[[Any, Any], ColumnElement[bool]], Any]] = [
        (correction.c.recognizer, eq, wanted.recognizer),
        (correction.c.image, eq, wanted.image),
        (correction.c.profile, eq, wanted.profile),
        (correction.c.author, eq, wanted.author),
        (correction.c.created_at, ge, wanted.since),
        (correction.c.created_at, lt, wanted.until),
    ]
    conditions = [compare(column, value) for column, compare, value in asked if value is not None]
    if wanted.label is not None:
        conditions.append(holds_label(correction.c.labels, wanted.label, dialect))
    if wanted.state is not None:
        conditions.append(_STATES[wanted.state])
    return and_(true(), *conditions)
