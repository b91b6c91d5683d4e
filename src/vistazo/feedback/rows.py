"""From rows of the database to values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_

from vistazo.feedback.correction import Correction
from vistazo.feedback.prediction import PredictionRecord
from vistazo.storage.tables import correction
from vistazo.types import Score

CURRENT = and_(correction.c.superseded_at.is_(None), correction.c.withdrawn_at.is_(None))
"""Whether a correction holds."""


def read_correction(row: Any) -> Correction:
    """A row of the table `correction`; it may have `conflict` beside."""
    return Correction(**row._mapping)


def read_prediction(row: Any, corrected: Correction | None) -> PredictionRecord:
    """A row of the table `prediction`."""
    values = dict(row._mapping)
    for name in ("label", "label_count", "corrected", "deleted_at"):
        del values[name]
    values["top"] = tuple(Score(label, probability) for label, probability in row.top)
    return PredictionRecord(**values, correction=corrected)
