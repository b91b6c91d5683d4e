"""What people say about answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from vistazo.service.schemas.base import Request, Shape
from vistazo.service.schemas.jobs import Job

CorrectionKind = Literal["confirmed", "corrected"]
CorrectionState = Literal["current", "superseded", "withdrawn", "conflict"]


class Correction(Shape):
    """What a person says that a picture shows."""

    id: str
    created_at: datetime
    recognizer: str
    image: str = Field(description="sha256 of the picture; see `/v1/images/{sha256}`.")
    labels: list[str] = Field(description="What it shows; empty: none of the labels.")
    kind: CorrectionKind = Field(description="Whether the answer was right or was corrected.")
    profile: str = Field(description="Whose handwriting; empty for everybody's.")
    author: str = Field(description="Who said so; empty if not told.")
    source: str
    prediction: str | None = Field(description="The prediction that it is about.")
    predicted: list[str] | None = Field(description="What had been answered; null if nothing.")
    model: str = Field(description="The version that had answered; empty if none had.")
    superseded_at: datetime | None = Field(description="When its author changed their mind.")
    withdrawn_at: datetime | None
    withdrawn_by: str
    conflict: bool = Field(description="Whether somebody else says otherwise of this picture.")
    fixed_since: int | None = Field(
        description="The number of the version that answers it right, as every later one does."
    )


class CorrectionPage(Shape):
    """A part of the list, the newest first."""

    total: int = Field(description="How many there are with these filters.")
    corrections: list[Correction]


class NewCorrection(Request):
    """A correction to be kept and learned; of `prediction` and `image` exactly one."""

    id: str | None = Field(
        default=None,
        description="A UUID chosen by the caller: sent twice, it is kept once.",
    )
    recognizer: str = Field(min_length=1)
    labels: list[str] = Field(max_length=1000, description="Empty: it shows none of the labels.")
    prediction: str | None = Field(default=None, description="A recorded prediction's id.")
    image: str | None = Field(
        default=None, description="A PNG, JPEG or WebP as base64 or data URL."
    )
    profile: str = Field(default="", description="Whose handwriting; empty for everybody's.")
    author: str = Field(default="", max_length=64)
    source: str = Field(default="api", min_length=1, max_length=32)
    kind: CorrectionKind | None = Field(
        default=None, description="Found by comparing with the prediction, if not told."
    )
    new_labels: bool = Field(
        default=False, description="Whether labels that the recogniser does not have are added."
    )


class CorrectionAnswer(Shape):
    """What was kept, and the job that learns it."""

    correction: Correction
    job: Job | None = Field(description="Null if there is nothing to learn, or it was kept before.")


class WithdrawRequest(Request):
    """Which corrections to take back: by id, or by author and time; at least one of them."""

    ids: list[str] | None = Field(default=None, min_length=1, max_length=10_000)
    author: str | None = Field(default=None, max_length=64)
    since: datetime | None = Field(default=None, description="Made at this time or later.")
    until: datetime | None = Field(default=None, description="Made before this time.")
    by: str = Field(default="", max_length=64, description="Who takes them back.")


class WithdrawAnswer(Shape):
    """What was taken back."""

    withdrawn: int
    ids: list[str] = Field(description="For `POST /v1/corrections/restore`.")
    job: Job | None = Field(description="The job that unlearns them.")


class RestoreCorrections(Request):
    """Withdrawn corrections to be put back."""

    ids: list[str] = Field(min_length=1, max_length=10_000)


class RestoredCorrections(Shape):
    """What was put back."""

    restored: int
    job: Job | None = Field(description="The job that learns them again.")


class CorrectionQuery(Request):
    """Which corrections, and which part of the list."""

    recognizer: str | None = None
    image: str | None = Field(default=None, description="sha256 of the picture.")
    profile: str | None = None
    author: str | None = None
    label: str | None = None
    state: CorrectionState | None = Field(default=None, description="All, if left out.")
    since: datetime | None = Field(default=None, description="Made at this time or later.")
    until: datetime | None = Field(default=None, description="Made before this time.")
    offset: int = Field(default=0, ge=0, le=10_000_000)
    limit: int = Field(default=50, ge=1, le=200)
