"""Learning: jobs, and the gate's decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from vistazo.service.schemas.base import Request, Shape

JobKind = Literal["refit", "deep"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]


class Check(Shape):
    """One thing that the gate looked at."""

    name: str
    passed: bool
    message: str = Field(description="In words, with the figures.")
    values: dict[str, float | int | str] = Field(description="The figures that it rests on.")


class Decision(Shape):
    """The gate's verdict on a version, measured on pictures that it never learned from."""

    approved: bool
    summary: str = Field(description="One sentence.")
    checks: list[Check]


class JobResult(Shape):
    """What a finished job made."""

    model_config = ConfigDict(extra="ignore", from_attributes=True)

    model: str | None = Field(description="The new version's id; null if nothing was learned.")
    number: int | None = Field(description="The new version's number.")
    approved: bool = Field(description="Whether the gate agreed.")
    promoted: bool = Field(description="Whether it went live.")
    decision: Decision | None
    seconds: dict[str, float] = Field(description="What each part took; `total` is all of it.")
    samples: int = Field(default=0, description="Corrections that it learned from.")
    held: Literal["", "live", "refused", "manual", "rolled back"] = Field(
        default="",
        description="Why it did not go live; empty if it did. `live`: it is live already. "
        "`refused`: by the gate. `manual`: a person has to promote it. `rolled back`: somebody "
        "went back to an older one after this was taught.",
    )
    loss: float | None = Field(
        default=None, description="Mean loss over what it learned from, measured at the end."
    )


class Job(Shape):
    """One piece of learning, done by a worker in the background."""

    id: str
    kind: JobKind = Field(description="`refit`: the last layer, in a second. `deep`: all layers.")
    recognizer: str
    profile: str = Field(description="Whose; empty for everybody's.")
    state: JobState
    progress: dict[str, Any] | None = Field(
        description="`stage`, and of a deep one `epoch`, `epochs` and `loss`."
    )
    result: JobResult | None = Field(description="Once it is done.")
    error: str = Field(description="Why it failed; empty if it did not.")
    attempts: int = Field(description="How often a worker has begun it.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobList(Shape):
    """Jobs, the newest first."""

    jobs: list[Job]


class JobAnswer(Shape):
    """The job that does what was asked for."""

    job: Job


class RetrainRequest(Request):
    """How to learn."""

    deep: bool = Field(default=False, description="All layers instead of the last one.")
    profile: str = Field(default="", description="Whose version; empty for everybody's.")
    epochs: int | None = Field(
        default=None, ge=1, le=1000, description="Passes over what is learned from."
    )
