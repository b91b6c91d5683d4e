"""Which jobs may be taken up, and what a row of the queue is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, or_, select, update

from vistazo.feedback.job import ATTEMPTS, Job, JobKind
from vistazo.storage.tables import job
from vistazo.storage.values import check_profile, check_text, new_id

_row = job.c
_busy = job.alias("busy")


def candidates(now: datetime, kinds: Sequence[JobKind]) -> Select[Any]:
    """Jobs that may be taken up, the oldest first."""
    blocked = exists().where(
        _busy.c.state == "running",
        _busy.c.kind == _row.kind,
        _busy.c.recognizer == _row.recognizer,
    )
    waiting = and_(_row.state == "queued", ~blocked)
    abandoned = and_(_row.state == "running", _row.lease_until < now)
    return (
        select(_row.id)
        .where(_row.kind.in_(kinds), or_(waiting, abandoned))
        .order_by(_row.created_at, _row.id)
    )


def give_up(connection: Connection, now: datetime) -> None:
    """Jobs that were taken up too often count as failed."""
    hopeless = and_(_row.state == "running", _row.lease_until < now, _row.attempts >= ATTEMPTS)
    error = f"Taken up {ATTEMPTS} times, and each time its worker ended without a word."
    connection.execute(
        update(job)
        .where(hopeless)
        .values(state="failed", error=error, finished_at=now, lease_until=None)
    )


def new_row(
    kind: JobKind, recognizer: str, profile: str, payload: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """The row of a job that waits."""
    return {
        "id": new_id(),
        "kind": kind,
        "recognizer": check_text("recognizer", recognizer, empty=False),
        "profile": check_profile(profile),
        "state": "queued",
        "payload": payload,
        "progress": None,
        "result": None,
        "error": None,
        "attempts": 0,
        "worker": "",
        "fence": 0,
        "lease_until": None,
        "heartbeat_at": None,
        "created_at": now,
        "started_at": None,
        "finished_at": None,
    }


def read_job(row: Any) -> Job:
    """A row of the table `job`."""
    return Job(**row._mapping)
