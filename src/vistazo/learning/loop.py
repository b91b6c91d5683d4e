"""From a job to a judged version and, if all agree, to what is live.

Whatever happens, nothing is left half done: files are written first, and one transaction then
registers the version, promotes it and ends the job. A worker that has lost its job to another
fails in that transaction, which then changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from sqlalchemy import Connection

from vistazo.errors import ConflictError
from vistazo.feedback import Job
from vistazo.learning.fixed import note_fixed
from vistazo.learning.going_live import OvertakenError, go_back, go_live, why_held
from vistazo.learning.lessons import Lesson, agreed, gather
from vistazo.learning.outcome import Outcome
from vistazo.learning.parts import Parts
from vistazo.learning.scope import Scope, read_scope
from vistazo.learning.taken_back import untaught_version
from vistazo.registry import NewVersion, Version

_TRIES = 5


class Learner:
    """Does jobs of the kind "refit"."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def learn(self, job: Job) -> Outcome:
        """Do a job that was claimed, and end it.

        Raises:
            ConflictError: The job is no longer this worker's; nothing was changed.
            ModelError: The recogniser cannot learn.
            StorageError: The database or the folder cannot be used.
        """
        for _ in range(_TRIES):
            try:
                outcome = self._learn(job)
            except OvertakenError:
                continue
            if outcome.promoted or job.payload.get("afresh"):
                self._parts.champions.refresh()
                note_fixed(self._parts, job.recognizer, job.profile)
            return outcome
        raise ConflictError(
            f"{job.recognizer!r} changed {_TRIES} times while it was learned; try again later."
        )

    def _learn(self, job: Job) -> Outcome:
        began = perf_counter()
        parts = self._parts
        scope = read_scope(parts.registry, job.recognizer, job.profile, job.payload.get("base"))
        corrections = agreed(parts.corrections.current(job.recognizer, job.profile or None))
        if not corrections:
            return self._unlearn_all(job, scope)
        lesson = gather(parts, scope.base, corrections)
        gathered = {"gather": round(perf_counter() - began, 4)}
        outcome, new, model = self._candidate(job, scope, lesson)
        outcome = replace(outcome, seconds={**gathered, **outcome.seconds})
        return self._store(job, scope, outcome, new, model, began)

    def _candidate(
        self, job: Job, scope: Scope, lesson: Lesson
    ) -> tuple[Outcome, NewVersion, bytes]:
        # Here, so that who only answers never waits for SciPy.
        from vistazo.learning.candidate import make_candidate, version_hash
        from vistazo.learning.crossing import judge_across
        from vistazo.learning.gate import Policy
        from vistazo.learning.refit import PASSES

        shelf = self._parts.shelf
        base = shelf.base(scope.base)
        if scope.from_shared:
            base = replace(base, head=shelf.head(scope.shared))
        task = base.head.task
        policy = Policy.personal(task) if scope.profile else Policy.shared(task)
        # After corrections were taken back, what is live has learned them, and is no measure.
        afresh = job.payload.get("afresh", False)
        candidate = make_candidate(
            base,
            base.head if scope.crosses or afresh else shelf.head(scope.live),
            lesson.examples,
            policy,
            parent=scope.parent.sha256,
            profile=scope.profile,
            unlearning=afresh or job.payload.get("unlearn", False),
            passes=job.payload.get("epochs") or PASSES,
        )
        decision = candidate.decision
        if scope.crosses:
            decision = judge_across(
                self._parts, scope, lesson, candidate.head, policy, decision.checks
            )
        learned = int((~candidate.left_out).sum())
        new = NewVersion(
            recognizer=job.recognizer,
            sha256=version_hash(candidate.model),
            size=len(candidate.model),
            kind="refit",
            base=scope.base.sha256,
            profile=scope.profile,
            parent=scope.parent.sha256,
            author=job.payload.get("author", ""),
            corrections=learned,
            decision=decision.to_dict(),
            head=shelf.keep_head(candidate.head),
        )
        seconds, loss = candidate.seconds, candidate.loss
        made = Outcome(scope.live, decision, False, "", seconds, learned, loss)
        return made, new, candidate.model

    def _store(
        self,
        job: Job,
        scope: Scope,
        outcome: Outcome,
        new: NewVersion,
        model: bytes,
        began: float,
    ) -> Outcome:
        parts = self._parts
        # Read before the transaction, in which no other connection may be waited for.
        older = untaught_version(parts, scope) if job.payload.get("afresh") else None
        with parts.database.write() as connection:
            version = parts.registry.register(new, connection)
            held = why_held(parts, job, scope, version, connection)
            if not held:
                go_live(parts, scope, version, connection)
            elif held == "refused" and older is not None:
                self._forget(job, scope, older, connection)
            seconds = {**outcome.seconds, "total": round(perf_counter() - began, 4)}
            outcome = replace(
                outcome, version=version, promoted=not held, held=held, seconds=seconds
            )
            parts.jobs.finish(job, outcome.to_result(), connection)
        if outcome.promoted:
            parts.shelf.put(version, model)
        return outcome

    def _forget(self, job: Job, scope: Scope, older: Version, connection: Connection) -> None:
        """What is left does not pass the gate, and what was taken back must not stay live."""
        if not why_held(self._parts, job, scope, older, connection):
            go_back(self._parts, scope, older, "corrections were taken back", connection)

    def _unlearn_all(self, job: Job, scope: Scope) -> Outcome:
        parts = self._parts
        target = scope.shared if scope.profile else scope.base
        with parts.database.write() as connection:
            held = why_held(parts, job, scope, target, connection)
            if not held:
                go_back(parts, scope, target, "no corrections are left", connection)
            outcome = Outcome(target, None, promoted=not held, held=held)
            parts.jobs.finish(job, outcome.to_result(), connection)
        return outcome
