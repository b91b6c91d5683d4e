"""What the front ends say and hear that corrected photos before."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from vistazo.service.schemas.base import Request, Shape
from vistazo.service.schemas.jobs import Decision


class SaveCorrection(Request):
    """What `POST /save_correction` is told."""

    filename: str = Field(min_length=1, description="Of a picture that was sent before.")
    corrected_labels: list[str] = Field(max_length=1000)


class Success(Shape):
    """What `POST /save_correction` answers."""

    success: bool


class SavedCorrection(Shape):
    """One correction, as `GET /get_corrections` tells it."""

    filename: str
    corrected_labels: list[str]
    timestamp: datetime


class SavedCorrections(Shape):
    """What `GET /get_corrections` answers."""

    success: bool
    total: int
    corrections: list[SavedCorrection]


class RetrainAndWait(Request):
    """What `POST /retrain` is told."""

    epochs: int = Field(default=5, ge=1, le=1000, description="Passes over the corrections.")
    recognizer: str | None = Field(
        default=None, description="Which one; else the one that was corrected last."
    )


class Retrained(Shape):
    """What `POST /retrain` answers once it is done."""

    success: bool
    samples: int = Field(description="Corrections that it learned from.")
    final_loss: float | None = Field(description="Measured at the end over what it learned from.")
    model: str | None = Field(description="The version that came of it.")
    promoted: bool = Field(description="Whether it answers now.")
    decision: Decision | None
