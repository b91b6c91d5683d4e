"""The queue of jobs: leased, so that the job of a worker that died is taken up again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    func,
    select,
    type_coerce,
    update,
)

from vistazo.errors import ConflictError, NotFoundError, OptionError
from vistazo.feedback.job import KINDS, STATES, Job, JobKind, JobState
from vistazo.feedback.page import Page, check_page
from vistazo.feedback.queue import candidates, give_up, new_row, read_job
from vistazo.storage.columns import UtcTime
from vistazo.storage.database import Database
from vistazo.storage.statements import insert_missing
from vistazo.storage.tables import job
from vistazo.storage.values import check_text, plain_id, utc_now

_row = job.c
_QUEUE_TRIES = 10


class Jobs:
    """The jobs of one database.

    Of one kind and recogniser, one job runs at a time, and of one kind, recogniser and profile one
    waits: whatever is asked for while it waits is done by it.

    Args:
        database: Where they are kept.
        clock: Tells the time. The clocks of machines that share a database must agree to within
            a lease; if they do not, jobs are taken up early, and the fence keeps their results
            from being stored twice.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    def enqueue(
        self,
        kind: JobKind,
        recognizer: str,
        profile: str = "",
        payload: dict[str, Any] | None = None,
        connection: Connection | None = None,
    ) -> Job:
        """Queue a job, or add to the one that waits already.

        Args:
            kind: "refit" or "deep".
            recognizer: Name of the recogniser.
            profile: For whom; empty for everybody.
            payload: JSON; where a job waits already, its entries replace those of the same name.
            connection: The transaction that it belongs to: no worker takes the job up before the
                transaction is over, so it sees what else was changed in it.

        Returns:
            The job that waits.

        Raises:
            OptionError: No such kind.
        """
        if kind not in KINDS:
            raise OptionError(f"kind must be one of {KINDS}, got {kind!r}.")
        fresh = new_row(kind, recognizer, profile, payload or {}, self._clock())
        waiting = and_(
            *(_row[name] == fresh[name] for name in ("kind", "recognizer", "profile")),
            _row.state == "queued",
        )
        with self._database.within(connection) as opened:
            for _ in range(_QUEUE_TRIES):
                # Holding the row keeps it from being taken up before this transaction is over.
                found = opened.execute(select(job).where(waiting).with_for_update()).first()
                if found is not None:
                    return _add_payload(opened, found, payload)
                if insert_missing(opened, job, [fresh]):
                    return Job(**fresh)
        raise ConflictError(f"The queue of {recognizer} changes too fast; try again.")

    def claim(self, worker: str, lease_s: float, kinds: Sequence[JobKind] = KINDS) -> Job | None:
        """Take up the job that has waited longest, or one whose worker gives no sign of life.

        A job that was taken up three times and never finished counts as failed.

        Args:
            worker: Who takes it up.
            lease_s: Seconds after which it may be taken up by another, unless a heartbeat comes.
            kinds: Which kinds.

        Returns:
            The job, now running; None where there is nothing to do.
        """
        with self._database.read() as connection:
            if connection.execute(candidates(self._clock(), kinds).limit(1)).first() is None:
                return None
        try:
            with self._database.write() as connection:
                # Only now: while this waited to write, the job before it may have ended.
                now = self._clock()
                give_up(connection, now)
                return self._take(connection, worker, now, now + timedelta(seconds=lease_s), kinds)
        except ConflictError:
            # Another worker was faster with a job of the same recogniser.
            return None

    def heartbeat(
        self,
        held: Job,
        progress: dict[str, Any] | None = None,
        lease_s: float = 30.0,
        connection: Connection | None = None,
    ) -> Job:
        """Say that the work goes on.

        Args:
            held: As `claim` gave it.
            progress: JSON; None leaves what was said before.
            lease_s: Seconds from now after which it may be taken up by another.
            connection: The transaction that it belongs to.

        Raises:
            ConflictError: The job was taken up by another worker, cancelled or removed: stop.
        """
        now = self._clock()
        values: dict[str, Any] = {
            "heartbeat_at": now,
            "lease_until": now + timedelta(seconds=lease_s),
        }
        if progress is not None:
            values["progress"] = progress
        return self._change(held, values, connection)

    def finish(
        self, held: Job, result: dict[str, Any], connection: Connection | None = None
    ) -> Job:
        """Say that it is done; with `connection`, only if all else in the transaction is.

        Raises:
            ConflictError: The job is no longer this worker's: keep nothing of its work.
        """
        return self._end(held, {"state": "done", "result": result, "error": None}, connection)

    def fail(self, held: Job, error: str, connection: Connection | None = None) -> Job:
        """Say that it cannot be done, and why.

        Raises:
            ConflictError: The job is no longer this worker's.
        """
        return self._end(held, {"state": "failed", "error": error}, connection)

    def release(self, held: Job) -> Job:
        """Give a job back undone, so that any worker takes it up at once; no attempt is lost.

        Raises:
            ConflictError: The job is no longer this worker's.
        """
        values = {"lease_until": self._clock() - timedelta(microseconds=1)}
        return self._change(held, {**values, "attempts": _row.attempts - 1}, None)

    def cancel(self, job_id: str) -> Job:
        """Stop a job that waits or runs; its worker notices at its next heartbeat.

        Raises:
            NotFoundError: There is none of that id.
            ConflictError: It is over already.
        """
        values = {"state": "cancelled", "finished_at": self._clock(), "lease_until": None}
        open_job = and_(_row.id == plain_id(job_id), _row.state.in_(("queued", "running")))
        with self._database.write() as connection:
            changed = update(job).where(open_job).values(**values).returning(job)
            found = connection.execute(changed).first()
        if found is not None:
            return read_job(found)
        state = self.get(job_id).state
        raise ConflictError(f"The job {job_id} cannot be cancelled: it is {state} already.")

    def get(self, job_id: str) -> Job:
        """One job.

        Raises:
            NotFoundError: There is none of that id.
        """
        with self._database.read() as connection:
            found = connection.execute(select(job).where(_row.id == plain_id(job_id))).first()
        if found is None:
            raise NotFoundError(f"There is no job {job_id[:80]!r}.")
        return read_job(found)

    def list(
        self,
        recognizer: str | None = None,
        states: Sequence[JobState] = STATES,
        *,
        offset: int = 0,
        limit: int = 50,
    ) -> Page[Job]:
        """Some of the jobs, the newest first, and how many there are.

        Raises:
            OptionError: The page is out of range.
        """
        check_page(offset, limit)
        conditions: list[ColumnElement[bool]] = [_row.state.in_(states)]
        if recognizer is not None:
            conditions.append(_row.recognizer == recognizer)
        matching = and_(*conditions)
        counted = select(func.count()).select_from(job).where(matching)
        asked = select(job).where(matching).order_by(_row.created_at.desc(), _row.id.desc())
        with self._database.read(snapshot=True) as connection:
            total: int = connection.execute(counted).scalar_one()
            rows = connection.execute(asked.offset(offset).limit(limit))
            return Page(tuple(map(read_job, rows)), total)

    def _take(
        self,
        connection: Connection,
        worker: str,
        now: datetime,
        lease_until: datetime,
        kinds: Sequence[JobKind],
    ) -> Job | None:
        wanted = candidates(now, kinds).limit(1)
        # Those that others hold are left out; where all are held, it waits for its turn.
        found = connection.execute(wanted.with_for_update(skip_locked=True)).first()
        found = found or connection.execute(wanted.with_for_update()).first()
        if found is None:
            return None
        taken = connection.execute(
            update(job)
            .where(_row.id == found.id)
            .values(
                state="running",
                worker=check_text("worker", worker, 128),
                attempts=_row.attempts + 1,
                fence=_row.fence + 1,
                lease_until=lease_until,
                heartbeat_at=now,
                started_at=func.coalesce(_row.started_at, type_coerce(now, UtcTime)),
            )
            .returning(job)
        )
        return read_job(taken.one())

    def _end(self, held: Job, values: dict[str, Any], connection: Connection | None) -> Job:
        ended = {"finished_at": self._clock(), "lease_until": None}
        return self._change(held, {**values, **ended}, connection)

    def _change(self, held: Job, values: dict[str, Any], connection: Connection | None) -> Job:
        mine = and_(_row.id == held.id, _row.fence == held.fence, _row.state == "running")
        with self._database.within(connection) as opened:
            changed = update(job).where(mine).values(**values).returning(job)
            found = opened.execute(changed).first()
            if found is None:
                raise ConflictError(
                    f"The job {held.id} is no longer this worker's: it was taken up by another, "
                    "cancelled or removed."
                )
        return read_job(found)


def _add_payload(connection: Connection, found: Any, payload: dict[str, Any] | None) -> Job:
    waiting = read_job(found)
    if not payload or payload.items() <= waiting.payload.items():
        return waiting
    joined = {**waiting.payload, **payload}
    changed = update(job).where(_row.id == waiting.id).values(payload=joined).returning(job)
    return read_job(connection.execute(changed).one())
