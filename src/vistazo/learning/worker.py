"""The threads that learn: each takes jobs up, keeps their lease alive, and does them."""

from __future__ import annotations

import contextlib
import importlib
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import structlog

from vistazo.errors import ConflictError, StorageError, StorageUnavailableError, VistazoError
from vistazo.feedback import Job, Jobs
from vistazo.feedback.job import JobKind
from vistazo.learning.deep import DeepLearner, StoppedError
from vistazo.learning.loop import Learner
from vistazo.learning.outcome import Outcome
from vistazo.learning.parts import Parts
from vistazo.storage.values import new_id

LEASE_S = 10.0
_POLL_S = 1.0
_AGAIN_S = 5.0
"""After the database gave no answer."""


class Heart:
    """Tells that a job goes on, and how far it is.

    Attributes:
        lost: Whether the job is another's by now, or cancelled.
    """

    def __init__(self, jobs: Jobs, job: Job, lease_s: float) -> None:
        self._jobs = jobs
        self._job = job
        self._lease_s = lease_s
        self._progress: dict[str, Any] | None = None
        self._told = threading.Event()
        self._over = False
        self.lost = False

    def tell(self, progress: dict[str, Any]) -> None:
        """Say how far it is; passed on within a moment."""
        self._progress = progress
        self._told.set()

    @contextlib.contextmanager
    def beating(self) -> Iterator[None]:
        """Beats until the end of the block."""
        thread = threading.Thread(target=self._beat, name=f"heart-{self._job.id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over = True
            self._told.set()
            thread.join()

    def _beat(self) -> None:
        while True:
            self._told.wait(self._lease_s / 3)
            if self._over:
                return
            self._told.clear()
            try:
                self._jobs.heartbeat(self._job, self._progress, self._lease_s)
            except ConflictError:
                self.lost = True
                return
            except StorageError:
                # The database may be back before the lease ends.
                continue


class Worker:
    """Takes jobs up and does them: refits in one thread, deep training in another.

    Attributes:
        name: What jobs call it.
    """

    def __init__(
        self, parts: Parts, *, lease_s: float = LEASE_S, deep_command: Sequence[str] = ()
    ) -> None:
        """Hold a job for `lease_s` seconds without a sign of life; train with `deep_command`."""
        self._parts = parts
        self._lease_s = lease_s
        self._learner = Learner(parts)
        self._deep = DeepLearner(parts, deep_command)
        self._over = False
        self._threads: list[threading.Thread] = []
        self._log = structlog.get_logger("vistazo.learning")
        self.name = f"{socket.gethostname()}:{os.getpid()}:{new_id()[:8]}"

    def start(self) -> None:
        """Start the threads; once."""
        if self._threads:
            return
        kinds: tuple[JobKind, ...] = ("refit", "deep")
        self._threads = [
            threading.Thread(target=self._run, args=(kind,), name=f"learn-{kind}", daemon=True)
            for kind in kinds
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End the threads: a refit ends first, a training goes on where it is taken up again."""
        self._over = True
        self._parts.bell.ring()
        for thread in self._threads:
            thread.join()

    def claim(self, kind: JobKind) -> Job | None:
        """The next job of a kind, if there is one that may be done now."""
        return self._parts.jobs.claim(self.name, self._lease_s, (kind,))

    def do(self, job: Job) -> Outcome:
        """Do a job that was claimed, and end it, whatever comes of it.

        Raises:
            StoppedError: It was stopped, and is to be taken up again.
            VistazoError: It failed; the job says why, too.
        """
        heart = Heart(self._parts.jobs, job, self._lease_s)
        try:
            with heart.beating():
                if job.kind == "deep":
                    return self._deep.learn(job, heart.tell, lambda: self._over or heart.lost)
                return self._learner.learn(job)
        except StoppedError:
            with contextlib.suppress(VistazoError):
                self._parts.jobs.release(job)
            raise
        except StorageUnavailableError:
            # Nobody can be told; it is taken up again when its lease ends.
            raise
        except VistazoError as error:
            self._fail(job, str(error))
            raise
        except Exception as error:
            self._fail(job, f"Learning failed ({type(error).__name__}); the log says more.")
            raise

    def _fail(self, job: Job, error: str) -> None:
        # Where the job is somebody else's by now, that one ends it.
        with contextlib.suppress(VistazoError):
            self._parts.jobs.fail(job, error)

    def _run(self, kind: JobKind) -> None:
        heard = 0
        # Now, so that the first correction is not the slowest.
        importlib.import_module("vistazo.learning.candidate")
        while not self._over:
            pause = _POLL_S
            try:
                while not self._over and (job := self.claim(kind)) is not None:
                    self._do_quietly(job)
            except StorageError as error:
                self._log.warning("no jobs to be had", reason=str(error))
                pause = _AGAIN_S
            heard = self._parts.bell.wait(heard, pause)

    def _do_quietly(self, job: Job) -> None:
        facts = {"job": job.id, "kind": job.kind, "model": job.recognizer, "profile": job.profile}
        try:
            outcome = self.do(job)
        except VistazoError as error:
            self._log.warning("learned nothing", reason=str(error), **facts)
        except Exception:  # noqa: BLE001 - the thread must outlive whatever a job does
            self._log.exception("learning failed", **facts)
        else:
            made = {"version": outcome.version.model, "live": outcome.promoted}
            self._log.info("learned", **made, held=outcome.held, **facts)
