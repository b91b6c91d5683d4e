"""One job: something to learn, for one worker at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

JobKind = Literal["refit", "deep"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]

KINDS: tuple[JobKind, ...] = get_args(JobKind)
STATES: tuple[JobState, ...] = get_args(JobState)
ATTEMPTS = 3
"""How often a job is taken up before it counts as failed."""


@dataclass(frozen=True)
class Job:
    """A job as it stood when it was read.

    Attributes:
        id: 32 hex digits.
        kind: "refit" or "deep".
        recognizer: Whose it is.
        profile: For whom; empty for everybody.
        state: "queued", "running", "done", "failed" or "cancelled".
        payload: What is to be done, as JSON.
        progress: How far it is, as JSON.
        result: What came of it, as JSON, once it is done.
        error: Why it failed.
        attempts: How often it was taken up.
        worker: Who took it up last.
        fence: Grows with each taking up: a worker that holds an older one has lost the job.
        lease_until: When it may be taken up by another worker.
        heartbeat_at: When its worker last gave a sign of life.
        created_at: When it was queued.
        started_at: When it was first taken up.
        finished_at: When it was done, failed or cancelled.
    """

    id: str
    kind: JobKind
    recognizer: str
    profile: str
    state: JobState
    payload: dict[str, Any]
    progress: dict[str, Any] | None
    result: dict[str, Any] | None
    error: str | None
    attempts: int
    worker: str
    fence: int
    lease_until: datetime | None
    heartbeat_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in ("done", "failed", "cancelled")
