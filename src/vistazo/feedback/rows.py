"""From rows of the database to values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, exists, select

from vistazo.feedback.correction import Correction
from vistazo.feedback.prediction import PredictionRecord
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
