"""What people do to versions by hand: promote, roll back, delete what belongs to a profile."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from vistazo.errors import VistazoError
from vistazo.learning.fixed import note_fixed
from vistazo.learning.going_live import occasion, relearn_profiles
from vistazo.learning.parts import Parts
from vistazo.registry import Promotion, Version


@dataclass(frozen=True)
class ProfileDeletion:
    """What was deleted with a profile.

    Attributes:
        name: The profile's.
        corrections: How many corrections.
        predictions: How many predictions.
        versions: How many versions.
    """

    name: str
    corrections: int
    predictions: int
    versions: int


def promote(
    parts: Parts, version: Version, profile: str, *, author: str, reason: str, override: bool
) -> Promotion:
    """Let a version go live; see `Shop.promote`."""
    before = parts.registry.champion(version.recognizer)
    with parts.database.write() as connection:
        done = parts.registry.promote(
            version,
            profile=profile,
            author=author,
            reason=reason,
            override=override,
            connection=connection,
        )
        _relearn(parts, before, done, connection)
    _tell(parts, done)
    return done


def roll_back(
    parts: Parts, name: str, profile: str, target: Version | None, *, author: str, reason: str
) -> Promotion:
    """Let an older version go live again; see `Shop.rollback`."""
    before = parts.registry.champion(name)
    with parts.database.write() as connection:
        done = parts.registry.rollback(
            name, profile, target, author=author, reason=reason, connection=connection
        )
        _relearn(parts, before, done, connection)
    _tell(parts, done)
    return done


def delete_profile(parts: Parts, name: str) -> ProfileDeletion:
    """Delete a profile; see `Shop.delete_profile`."""
    names = {recognizer for recognizer, _ in parts.registry.champions()}
    taught = [item for item in sorted(names) if parts.corrections.current(item, name)]
    with parts.database.write() as connection:
        gone = parts.profiles.delete(name, connection)
        versions = parts.registry.delete_profile(name, connection)
        for recognizer in taught:
            payload = occasion(parts, connection, afresh=True)
            parts.jobs.enqueue("refit", recognizer, "", payload, connection)
    parts.profiles.remove_pictures(gone)
    parts.shelf.forget(versions)
    parts.embeddings.forget()
    parts.champions.refresh()
    parts.bell.ring()
    return ProfileDeletion(name, gone.corrections, gone.predictions, len(versions))


def _relearn(parts: Parts, before: Version, done: Promotion, connection: Connection) -> None:
    """After another network went live for everybody, every profile learns on that one."""
    after = parts.registry.known(done.version, connection)
    if not done.profile and after is not None and after.base != before.base:
        relearn_profiles(parts, done.recognizer, connection)


def _tell(parts: Parts, done: Promotion) -> None:
    parts.champions.refresh()
    parts.bell.ring()
    try:
        note_fixed(parts, done.recognizer, done.profile)
    except VistazoError as error:
        # It is live all the same.
        structlog.get_logger("vistazo.learning").warning(
            "corrections were not asked again", reason=str(error)
        )
