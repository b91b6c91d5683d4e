"""One object for everything that is kept, learned and answered with."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from vistazo.errors import (
    ConflictError,
    ModelError,
    OptionError,
    VistazoError,
)
from vistazo.feedback import Correction, Job
from vistazo.learning.answers import Answers
from vistazo.learning.deep import sweep_trainings
from vistazo.learning.diff import VersionDiff, compare_versions
from vistazo.learning.going_live import occasion
from vistazo.learning.hand import ProfileDeletion, delete_profile, promote, roll_back
from vistazo.learning.intake import Intake
from vistazo.learning.outcome import Outcome
from vistazo.learning.parts import Parts
from vistazo.learning.remark import Remark
from vistazo.learning.worker import Worker
from vistazo.registry import Promotion

_LOOK_S = 0.05


class Shop(Answers):
    """Recognisers that learn from corrections; from any thread, and beside other processes.

    Example:
        with Shop.open() as shop:
            shop.correct("digits", ["7"], picture="seven.png", profile="ana")
            shop.learn("digits", profile="ana")
            print(shop.recognizer("digits", profile="ana").predict("seven.png").label)
    """

    def __init__(self, parts: Parts, *, deep_command: Sequence[str] = ()) -> None:
        """Take the parts; `deep_command` trains in place of `vistazo fine-tune`."""
        super().__init__(parts)
        self._intake = Intake(parts)
        self._worker = Worker(parts, deep_command=deep_command)

    @classmethod
    def open(cls, folder: str | os.PathLike[str] | None = None, url: str | None = None) -> Shop:
        """Open a shop, making it where there is none.

        Args:
            folder: The data folder; VISTAZO_DATA_FOLDER, else the user's own, if None.
            url: The database; VISTAZO_DATABASE_URL, else SQLite in the folder, if None.

        Raises:
            OptionError: The address is of another kind.
            StorageError: The database or the folder cannot be used.
        """
        return cls(Parts.open(folder, url))

    def __enter__(self) -> Shop:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the threads and the connections; a training is taken up again by another worker."""
        self._worker.close()
        self._parts.database.dispose()

    def start_worker(self) -> None:
        """Learn in the background, woken at once by what is taught here."""
        self._worker.start()

    def correct(
        self, recognizer: str, labels: Sequence[str], **more: Any
    ) -> tuple[Correction, Job | None]:
        """Keep what somebody says of a picture, and queue the job that learns it.

        Args:
            recognizer: The recogniser's name.
            labels: What the picture shows; empty: none of the labels.
            **more: The other fields of `Remark`: `picture` or `prediction`, `profile`, `author`,
                `source`, `kind`, `new_labels`, `id`.

        Returns:
            The correction as it is kept, and the job (the profile's, if there is one). No job
            where it was kept before, or where it confirms what is live.

        Raises:
            UnknownLabelError: A label that the recogniser does not have; the message lists them.
            OptionError, ImageError, NotFoundError, ConflictError, StorageError: As in `Intake`.
        """
        remark = Remark(recognizer, labels, **more)
        live = self.recognizer(recognizer, remark.profile)
        return self._intake.correct(remark, live, self.recognizer(recognizer))

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
        """Take corrections back and queue what unlearns them; see `Corrections.withdraw`.

        Returns:
            Ids of those that were taken back now, and the job.
        """
        return self._intake.withdraw(
            ids, author=author, since=since, until=until, recognizer=recognizer, by=by
        )

    def restore(self, ids: Sequence[str]) -> tuple[int, Job | None]:
        """Put withdrawn corrections back and queue what learns them; how many, and the job."""
        return self._intake.restore(ids)

    def retrain(
        self,
        name: str,
        profile: str = "",
        *,
        deep: bool = False,
        epochs: int | None = None,
        author: str = "",
    ) -> Job:
        """Queue learning once more from all corrections.

        Args:
            name: The recogniser's.
            profile: Whose version; empty for everybody's.
            deep: Train the whole network, in minutes, instead of the last layer.
            epochs: Passes over what is learned; the usual number if None.
            author: Who asks for it.

        Raises:
            OptionError: A profile's version, or a recogniser of photos, cannot be trained deeply.
            ModelNotFoundError: There is no such recogniser.
        """
        live = self.recognizer(name)
        if deep and profile:
            raise OptionError(
                "Only everybody's version can be trained deeply; a profile learns the last layer."
            )
        if deep and live.card.input == "photo":
            raise OptionError(
                f"{name!r} recognises photos: the whole network is not trained further here. "
                "`vistazo train photos --fine-tune-epochs 5` trains one."
            )
        wanted = {"author": author} | ({} if epochs is None else {"epochs": epochs})
        with self.database.write() as connection:
            # Asked for now, so what was rolled back before may be trained anew; a refit would only
            # repeat it.
            payload = occasion(self._parts, connection, **wanted) if deep else wanted
            job = self.jobs.enqueue("deep" if deep else "refit", name, profile, payload, connection)
        self._parts.bell.ring()
        return job

    def learn(self, name: str, profile: str = "", **more: Any) -> Outcome:
        """Learn once from all corrections, now and in this thread; see `retrain`.

        Jobs that wait already are done first. Where another process takes the job up, it is
        waited for.

        Raises:
            VistazoError: It failed.
        """
        job = self.retrain(name, profile, **more)
        while True:
            claimed = self._worker.claim(job.kind)
            if claimed is None:
                job = self.jobs.get(job.id)
                if job.over:
                    return self._outcome(job)
                time.sleep(_LOOK_S)
                continue
            try:
                outcome = self._worker.do(claimed)
            except VistazoError:
                if claimed.id == job.id:
                    raise
            else:
                if claimed.id == job.id:
                    return outcome

    def work_off(self) -> list[Outcome]:
        """Do every refit that waits, in this thread; what failed says so in its job."""
        outcomes = []
        while (job := self._worker.claim("refit")) is not None:
            with contextlib.suppress(VistazoError):
                outcomes.append(self._worker.do(job))
        return outcomes

    def _outcome(self, job: Job) -> Outcome:
        if job.result is None:
            raise (ModelError if job.state == "failed" else ConflictError)(
                f"The job {job.id} is {job.state}: {job.error or 'no reason given'}"
            )
        self.refresh()
        return Outcome.of_job(job, self.registry.get(job.recognizer, job.result["model"]))

    def promote(
        self,
        name: str,
        which: str | int,
        profile: str = "",
        *,
        author: str = "",
        reason: str = "",
        override: bool = False,
    ) -> Promotion:
        """Let a version go live.

        Args:
            name: The recogniser's.
            which: `v12`, its number, or the start of its hash.
            profile: For whom; empty for everybody.
            author: Who decides so.
            reason: Why.
            override: Against the gate; then `reason` must say why.

        Raises:
            GateError: The gate turned it down, and there is no override with a reason.
            ConflictError: It is live already, or somebody else's.
            NotFoundError: There is no such version.
        """
        version = self.registry.get(name, which)
        return promote(
            self._parts, version, profile, author=author, reason=reason, override=override
        )

    def rollback(
        self,
        name: str,
        profile: str = "",
        to: str | int | None = None,
        *,
        author: str = "",
        reason: str = "",
    ) -> Promotion:
        """Let what was live before go live again, or the version `to`.

        What was taught until then goes live again only with something new, or by hand.

        Raises:
            ConflictError: There is nothing older.
            NotFoundError: There is no such version, or it was never live.
        """
        target = None if to is None else self.registry.get(name, to)
        return roll_back(self._parts, name, profile, target, author=author, reason=reason)

    def diff(self, name: str, a: str | int, b: str | int) -> VersionDiff:
        """Compare two versions on the golden set and on the corrections that hold.

        Raises:
            NotFoundError: There is no such version.
            ModelError: A version came without what it is judged by.
        """
        return compare_versions(self._parts, self.registry.get(name, a), self.registry.get(name, b))

    def delete_profile(self, name: str) -> ProfileDeletion:
        """Delete a profile with all that it taught, and its versions.

        Raises:
            NotFoundError: There is no such profile.
        """
        return delete_profile(self._parts, name)

    def sweep(self) -> int:
        """Remove files of versions that nothing needs, and what ended trainings left; how many."""
        return self._parts.shelf.sweep() + sweep_trainings(self._parts)
