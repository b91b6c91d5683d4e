"""Jobs: what is being learned, and how far it is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse

from vistazo.errors import ConflictError, NotFoundError, OverloadedError
from vistazo.feedback.job import STATES
from vistazo.service import schemas
from vistazo.service.examples import feedback as examples
from vistazo.service.parts import PartsHere
from vistazo.service.routes.documents import documented, documented_write
from vistazo.service.schemas.jobs import JobState
from vistazo.service.streams import HEAD_ONLY
from vistazo.service.views import job_view

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
    state: JobState | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> object:
    """Jobs, the newest first."""
    states = STATES if state is None else (state,)
    page = parts.shop.jobs.list(recognizer, states, limit=limit)
    return schemas.JobList(jobs=[job_view(job) for job in page.items])


@router.get("/{identifier}", response_model=schemas.Job, **documented(examples.JOB, NotFoundError))
def get_job(parts: PartsHere, identifier: str) -> object:
    """One job."""
    return job_view(parts.job(identifier))


@router.get("/{identifier}/events", response_class=Response, **_EVENTS)
async def follow_job(parts: PartsHere, identifier: str, request: Request) -> object:
    """Follow a job while it runs."""

    def read() -> schemas.Job:
        return job_view(parts.job(identifier))

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if HEAD_ONLY in request.scope:
        await run_in_threadpool(read)
        return Response(headers=headers, media_type="text/event-stream")
    events = await parts.streams.follow(read)
    return StreamingResponse(events, headers=headers, media_type="text/event-stream")


@router.post(
    "/{identifier}/cancel",
    response_model=schemas.Job,
    **documented_write(examples.JOB, NotFoundError, ConflictError),
)
def cancel_job(parts: PartsHere, identifier: str) -> object:
    """Stop a job that has not ended; what is live stays as it is."""
    return job_view(parts.shop.jobs.cancel(identifier))
