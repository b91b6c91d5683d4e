"""Jobs: what is being learned, and how far it is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from vistazo.errors import ConflictError, NotFoundError, OverloadedError
from vistazo.service import schemas
from vistazo.service.examples import feedback as examples
from vistazo.service.parts import PartsHere
from vistazo.service.routes.documents import documented, documented_write
from vistazo.service.schemas.jobs import JobState

router = APIRouter(prefix="/v1/jobs")
_EVENTS: dict[str, Any] = documented(None, NotFoundError, OverloadedError)
_EVENTS["responses"][200] = {
    "description": "Server-sent events, each with the job as data: `progress` at once and at each "
    "change, then `done` or `failed` (also for a cancelled job), and the stream ends.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@router.get("", response_model=schemas.JobList, **documented(examples.JOBS))
def list_jobs(
    parts: PartsHere,
    recognizer: str | None = None,
    profile: str | None = None,
    state: JobState | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> object:
    """Jobs, the newest first."""


@router.get("/{identifier}", response_model=schemas.Job, **documented(examples.JOB, NotFoundError))
def get_job(parts: PartsHere, identifier: str) -> object:
    """One job."""


@router.get("/{identifier}/events", response_class=Response, **_EVENTS)
async def follow_job(parts: PartsHere, identifier: str) -> object:
    """Follow a job while it runs."""


@router.post(
    "/{identifier}/cancel",
    response_model=schemas.Job,
    **documented_write(examples.JOB, NotFoundError, ConflictError),
)
def cancel_job(parts: PartsHere, identifier: str) -> object:
    """Stop a job that has not ended; what is live stays as it is."""
