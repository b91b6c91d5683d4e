"""Taking corrections in and back: rows, and the jobs that learn them, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from vistazo.feedback import Correction, Job, NewCorrection
from vistazo.learning.going_live import occasion
from vistazo.learning.parts import Parts
from vistazo.learning.remark import Remark, is_right, picture_bytes
from vistazo.runtime import Recognizer
from vistazo.storage import tables
from vistazo.storage.values import check_id, new_id


@dataclass(frozen=True)
class _Seen:
    """A picture that is stored, what was answered, and what is right about it by now.

    Attributes:
        image: Its sha256.
        predicted: What was answered.
        model: Which version answered.
        right: For whom what is live is right, and the sha256 of that version.
    """

    image: str
    predicted: tuple[str, ...]
    model: str
    right: dict[str, str]


class Intake:
    """Keeps what people say, and queues what follows from it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def correct(
        self, remark: Remark, live: Recognizer, shared: Recognizer
    ) -> tuple[Correction, Job | None]:
        """Keep a correction: its picture, then its row together with the jobs that learn it.

        Args:
            remark: What is said.
            live: What answers for the remark's profile.
            shared: What answers for everybody.

        Returns:
            The correction as it is kept, and the job that learns it (the profile's, if there is
            one). No job where it was kept before, or where it confirms what is live.

        Raises:
            UnknownLabelError: A label that the recogniser does not have; the message lists them.
            OptionError: More labels than a picture can have.
            ImageError: The picture cannot be used.
            NotFoundError: There is no such prediction.
            ConflictError: The id is that of a correction that says something else.
            StorageError: It could not be kept.
        """
        parts = self._parts
        remark.check_labels(live, shared)
        seen = self._see(remark, live, shared)
        new = NewCorrection(
            recognizer=remark.recognizer,
            image=seen.image,
            labels=tuple(remark.labels),
            predicted=seen.predicted,
            kind=remark.kind,
            profile=remark.profile,
            author=remark.author,
            source=remark.source,
            prediction_id=remark.prediction,
            model=seen.model,
            id=remark.id or new_id(),
        )
        said = parts.corrections.history(new.image, new.recognizer)
        disputed = any(item.current and item.labels != new.labels for item in said)
        with parts.database.write() as connection:
            parts.database.serialise(connection)
            if new.profile:
                parts.profiles.ensure(new.profile, connection)
            kept = parts.corrections.add(new, connection)
            if kept.created_at != new.created_at:
                return kept, None
            changes = [
                (new.recognizer, profile)
                for profile in {new.profile, ""}
                if kept.kind == "corrected"
                or disputed
                or self._is_news(kept, profile, seen, connection)
            ]
            job = self._queue(changes, connection, author=new.author, unlearn=disputed)
        parts.bell.ring()
        return kept, job

    def withdraw(
        self,
        ids: Sequence[str] | None = None,
        *,
        author: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        recognizer: str | None = None,
        by: str = "",
    ) -> tuple[tuple[str, ...], Job | None]:
        """Take corrections back, and queue the jobs that unlearn them.

        Returns:
            Ids of those that were taken back now, and the job.

        Raises:
            OptionError: Nothing says which, or an id is none.
        """
        chosen = None if ids is None else [check_id("a correction's id", item) for item in ids]
        with self._parts.database.write() as connection:
            found = self._parts.corrections.withdraw(
                chosen,
                author=author,
                since=since,
                until=until,
                recognizer=recognizer,
                by=by,
                connection=connection,
            )
            job = self._queue(_changes(found), connection, author=by, afresh=True)
        self._parts.bell.ring()
        return tuple(item.id for item in found), job

    def restore(self, ids: Sequence[str]) -> tuple[int, Job | None]:
        """Put withdrawn corrections back, and queue the jobs that learn them again.

        Raises:
            OptionError: An id is none.
        """
        chosen = [check_id("a correction's id", item) for item in ids]
        with self._parts.database.write() as connection:
            found = self._parts.corrections.unwithdraw(chosen, connection)
            job = self._queue(_changes(found), connection, author="", afresh=True)
        self._parts.bell.ring()
        return len(found), job

    def _see(self, remark: Remark, live: Recognizer, shared: Recognizer) -> _Seen:
        """Store the picture and ask again: what counts is what is live now."""
        parts = self._parts
        record = None if remark.prediction is None else parts.predictions.get(remark.prediction)
        if record is None:
            assert remark.picture is not None
            data = picture_bytes(remark.picture)
        else:
            data = parts.images.get(record.image)
        answers = {"": shared.predict(data), remark.profile: live.predict(data)}
        live_there = {"": shared.sha256, remark.profile: live.sha256}
        right = {
            who: live_there[who]
            for who, answer in answers.items()
            if is_right(answer, remark.labels, many=live.card.task == "many")
        }
        # Its age begins anew, so that nobody who tidies up takes it away meanwhile.
        image = parts.images.put(data)
        if record is not None:
            return _Seen(image, record.labels, record.model, right)
        answer = answers[remark.profile]
        return _Seen(image, answer.labels, answer.model, right)

    def _is_news(self, kept: Correction, profile: str, seen: _Seen, connection: Connection) -> bool:
        """Whether what is confirmed has to be learned: what is live, or soon will be, may be wrong.

        A refit that runs has not read this correction, so what it makes may deny it.
        """
        if profile not in seen.right:
            return True
        row = tables.job.c
        learning = select(row.id).where(
            row.recognizer == kept.recognizer,
            row.profile.in_(("", profile)),
            row.state.in_(("queued", "running")),
        )
        if connection.execute(learning.limit(1)).first() is not None:
            return True
        live = self._parts.registry.champion(kept.recognizer, profile, connection)
        return live.sha256 != seen.right[profile]

    def _queue(
        self,
        changes: Iterable[tuple[str, str]],
        connection: Connection,
        *,
        author: str,
        **how: bool,
    ) -> Job | None:
        """Queue a job for each recogniser and profile, people first; the first of them."""
        # What does not hold is left out, lest it undo what a job that waits was told before.
        payload = {"author": author, **{name: True for name, holds in how.items() if holds}}
        jobs = [
            self._parts.jobs.enqueue(
                "refit",
                recognizer,
                profile,
                occasion(self._parts, connection, **payload),
                connection,
            )
            for recognizer, profile in sorted(changes, key=lambda change: not change[1])
        ]
        return jobs[0] if jobs else None


def _changes(corrections: Iterable[Correction]) -> set[tuple[str, str]]:
    """For whom something changed: each one's profile, and everybody."""
    return {(item.recognizer, profile) for item in corrections for profile in (item.profile, "")}
