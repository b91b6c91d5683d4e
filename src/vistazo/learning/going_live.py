"""When what was learned goes live without a person, and how."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from vistazo.errors import ConflictError
from vistazo.feedback import Job
from vistazo.learning.outcome import Held
from vistazo.learning.parts import Parts
from vistazo.learning.scope import Scope
from vistazo.registry import Version

LEARNER = "vistazo"
"""The author of what goes live without a person."""

_AFTER = "after"


class OvertakenError(ConflictError):
    """Something else went live while this was learned; it has to be judged again."""


def occasion(parts: Parts, connection: Connection, **more: Any) -> dict[str, Any]:
    """A job's payload: what had gone live when it was taught, so that a later rollback wins."""
    return {_AFTER: parts.registry.newest(connection), **more}


def why_held(
    parts: Parts, job: Job, scope: Scope, version: Version, connection: Connection
) -> Held:
    """Why a version must not go live by itself; empty where it may.

    Raises:
        OvertakenError: Something else is live than what it was judged against.
    """
    registry, name = parts.registry, version.recognizer
    own = registry.own(name, scope.profile, connection)
    if own != (scope.own.sha256 if scope.own else None):
        raise OvertakenError(f"Something else of {name!r} went live in the meantime.")
    if version.sha256 == scope.live.sha256:
        return "live"
    if version.sha256 not in (scope.base.sha256, scope.shared.sha256) and version.approved is False:
        return "refused"
    if registry.mode(name, connection) == "manual":
        return "manual"
    # Who rolled back did so knowing all that had been taught by then.
    if registry.rolled_back(name, scope.profile, connection) > job.payload.get(_AFTER, 0):
        return "rolled back"
    return ""


def go_live(parts: Parts, scope: Scope, version: Version, connection: Connection) -> None:
    """Promote what the gate approved; another network is learned by every profile again."""
    parts.registry.promote(
        version,
        author=LEARNER,
        reason=(version.decision or {}).get("summary", ""),
        action="promote",
        connection=connection,
    )
    if not version.profile and version.base != scope.shared.base:
        relearn_profiles(parts, version.recognizer, connection)


def go_back(
    parts: Parts, scope: Scope, target: Version, reason: str, connection: Connection
) -> None:
    """Let an older version go live, or give a profile what everybody has, if that is `target`."""
    registry = parts.registry
    if scope.profile and target.profile != scope.profile:
        registry.reset(target.recognizer, scope.profile, LEARNER, reason, connection=connection)
        return
    registry.promote(
        target,
        author=LEARNER,
        reason=reason,
        override=True,
        action="promote",
        connection=connection,
    )
    if not scope.profile and target.base != scope.shared.base:
        relearn_profiles(parts, target.recognizer, connection)


def relearn_profiles(parts: Parts, recognizer: str, connection: Connection) -> None:
    """Queue a refit for every profile that has a version of its own."""
    for name, profile in parts.registry.champions(connection):
        if name == recognizer and profile:
            payload = occasion(parts, connection)
            parts.jobs.enqueue("refit", recognizer, profile, payload, connection)
