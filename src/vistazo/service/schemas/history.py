"""Predictions that are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from vistazo.service.schemas.base import Request, Shape
from vistazo.service.schemas.corrections import Correction
from vistazo.service.schemas.recognition import LabelScore
from vistazo.types import Verdict


class RecordedPrediction(Shape):
    """One answer as it was given; a later correction changes nothing about it."""

    id: str
    created_at: datetime
    recognizer: str
    model: str = Field(description="The version that answered.")
    version: int | None = Field(description="That version's number; null if it is not known here.")
    profile: str = Field(description="For whom; empty for everybody.")
    image: str = Field(description="sha256 of the picture; see `/v1/images/{sha256}`.")
    label: str = Field(description="The most probable label.")
    labels: list[str] = Field(description="Every label that was answered.")
    confidence: float = Field(ge=0, le=1, description="The model's own for `label`.")
    verdict: Verdict
    novelty: float = Field(ge=0, le=1)
    top: list[LabelScore] = Field(description="The most probable labels, best first.")
    source: str
    filename: str
    correction: Correction | None = Field(description="What is said of it now, in its profile.")


class PredictionPage(Shape):
    """A part of the history."""

    total: int = Field(description="How many there are with these filters.")
    predictions: list[RecordedPrediction]


class HistoryFilter(Request):
    """Which predictions; what is left out does not matter."""

    recognizer: str | None = None
    label: str | None = None
    verdict: Verdict | None = None
    corrected: bool | None = Field(default=None, description="Whether a correction says otherwise.")
    min_confidence: float | None = Field(default=None, ge=0, le=1)
    max_confidence: float | None = Field(default=None, ge=0, le=1)
    since: datetime | None = Field(default=None, description="Made at this time or later.")
    until: datetime | None = Field(default=None, description="Made before this time.")
    profile: str | None = None
    source: str | None = None


class DeleteRequest(Request):
    """What to delete: `ids`, or everything that a `filter` finds; an empty one finds all."""

    ids: list[str] | None = Field(default=None, min_length=1, max_length=10_000)
    filter: HistoryFilter | None = None


class DeleteAnswer(Shape):
    """What was deleted; for ten minutes it can be restored."""

    deleted: int
    ids: list[str]


class RestoreRequest(Request):
    """Deleted predictions to be put back."""

    ids: list[str] = Field(min_length=1, max_length=200_000)


class RestoreAnswer(Shape):
    """How many were put back."""

    restored: int


class HistoryQuery(HistoryFilter):
    """Which predictions, in what order, and which part of the list."""

    sort: Literal["created_at", "confidence"] = "created_at"
    order: Literal["desc", "asc"] = "desc"
    offset: int = Field(default=0, ge=0, le=10_000_000)
    limit: int = Field(default=50, ge=1, le=200)
