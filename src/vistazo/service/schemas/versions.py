"""Versions of a recogniser, and who put which of them live."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from vistazo.service.schemas.base import Request, Shape
from vistazo.service.schemas.jobs import Decision

ModeName = Literal["automatic", "manual"]
VersionKind = Literal["shipped", "refit", "deep"]
Action = Literal["install", "promote", "rollback", "reset"]


class Version(Shape):
    """One version; it never changes."""

    model: str = Field(description="`name@` and the first 12 characters of its file's sha256.")
    number: int = Field(description="Counted from 1 for each recogniser.")
    created_at: datetime
    kind: VersionKind
    profile: str = Field(description="Whose; empty for everybody's.")
    parent: str | None = Field(description="The id of the version that it came from.")
    author: str
    corrections: int = Field(description="How many it learned from.")
    decision: Decision | None = Field(description="The gate's; null for a shipped one.")
    live: bool = Field(description="Whether it answers now, for everybody or for its profile.")
    size: int = Field(description="Bytes of its file.")


class Promotion(Shape):
    """One line of the log of what went live; lines are only ever added."""

    action: Action
    model: str
    number: int
    previous: str | None = Field(description="The id of what was live before.")
    author: str
    reason: str
    override: bool = Field(description="Whether it went live against the gate.")
    created_at: datetime
    profile: str


class VersionList(Shape):
    """A recogniser's versions and log, the newest first."""

    champion: str = Field(description="The id of the version that answers.")
    mode: ModeName
    versions: list[Version]
    log: list[Promotion]


class PromoteRequest(Request):
    """Which version is to go live."""

    version: str = Field(min_length=1, description="`v12`, `name@…` or the start of its sha256.")
    profile: str = Field(default="", description="For whom; empty for everybody.")
    author: str = Field(default="", max_length=64)
    reason: str = Field(default="", max_length=1000)
    override: bool = Field(
        default=False, description="Against the gate; then `reason` must say why."
    )


class RollbackRequest(Request):
    """What is to go live again."""

    profile: str = Field(default="", description="For whom; empty for everybody.")
    author: str = Field(default="", max_length=64)
    reason: str = Field(default="", max_length=1000)
    to: str | None = Field(default=None, description="A version; else what was live before.")


class PromotionAnswer(Shape):
    """What is live now."""

    promotion: Promotion
    model: str = Field(description="The id of the version that answers now.")


class GoldenDiff(Shape):
    """Two versions on the pictures that nobody learns from."""

    samples: int
    accuracy_a: float
    accuracy_b: float
    both: int = Field(description="That both answer right.")
    only_a: int = Field(description="That only the first answers right.")
    only_b: int = Field(description="That only the second answers right.")
    neither: int
    p: float = Field(description="McNemar's: how often chance alone would differ as much.")


class CorrectionDiff(Shape):
    """What two versions answer to a corrected picture."""

    id: str = Field(description="The correction's.")
    image: str
    labels: list[str]
    right_a: bool
    right_b: bool


class VersionDiff(Shape):
    """Two versions side by side."""

    a: str
    b: str
    golden: GoldenDiff | None = Field(description="Null if no such pictures came with the model.")
    corrections: list[CorrectionDiff]


class Mode(Request):
    """What happens to a version that the gate approves."""

    mode: ModeName = Field(
        description="`automatic`: it goes live at once. `manual`: a person has to promote it."
    )
