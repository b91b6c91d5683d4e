"""Profiles: people whose own style is learned for them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from vistazo.errors import ConflictError, NotFoundError
from vistazo.feedback.rows import CURRENT
from vistazo.storage.database import Database
from vistazo.storage.files import FileStore
from vistazo.storage.statements import insert_missing
from vistazo.storage.tables import correction, embedding, job, prediction, profile
from vistazo.storage.values import check_profile, chunks, utc_now

_YOUNG_S = 60.0
"""Seconds; a picture that somebody put just now may be about to be referred to."""


@dataclass(frozen=True)
class Profile:
    """A profile and what belongs to it.

    Attributes:
        name: 1 to 64 characters.
        created_at: When it was made.
        protected: Whether a token is needed to use it.
        corrections: How many of its corrections hold.
        predictions: How many of its predictions are in the history.
    """

    name: str
    created_at: datetime
    protected: bool = False
    corrections: int = 0
    predictions: int = 0


@dataclass(frozen=True)
class Deletion:
    """What was deleted with a profile.

    Attributes:
        corrections: How many, of whatever state.
        predictions: How many.
        jobs: How many.
        embeddings: How many.
        pictures: sha256 of those that nothing refers to any more.
    """

    corrections: int
    predictions: int
    jobs: int
    embeddings: int
    pictures: tuple[str, ...]


class Profiles:
    """The profiles of one database.

    Args:
        database: Where they are kept.
        images: The store of pictures.
    """

    def __init__(self, database: Database, images: FileStore) -> None:
        self._database = database
        self._images = images

    def add(self, name: str, *, with_token: bool = False) -> tuple[Profile, str | None]:
        """Make a profile.

        Returns:
            The profile, and its token where one was wanted: it is kept only as a hash, so it
            cannot be shown again.

        Raises:
            OptionError: Not a name.
            ConflictError: It is there already.
        """
        token = secrets.token_urlsafe(24) if with_token else None
        made = Profile(check_profile(name, empty=False), utc_now(), with_token)
        row = {"name": made.name, "created_at": made.created_at, "token_hash": _digest(token)}
        with self._database.write() as connection:
            if not insert_missing(connection, profile, [row]):
                raise ConflictError(f"There is a profile {made.name!r} already; use that one.")
        return made, token

    def ensure(self, name: str, connection: Connection | None = None) -> None:
        """Make a profile without a token where it is missing.

        Raises:
            OptionError: Not a name.
        """
        row = {
            "name": check_profile(name, empty=False),
            "created_at": utc_now(),
            "token_hash": "",
        }
        with self._database.within(connection) as opened:
            insert_missing(opened, profile, [row])

    def check(self, name: str, token: str | None = None) -> bool:
        """Whether somebody with this token, or with none, may use the profile.

        Raises:
            NotFoundError: There is no such profile.
        """
        name = check_profile(name, empty=False)
        with self._database.read() as connection:
            asked = select(profile.c.token_hash).where(profile.c.name == name)
            known = connection.execute(asked).scalar_one_or_none()
        if known is None:
            raise _missing(name)
        return not known or hmac.compare_digest(known, _digest(token))

    def list(self) -> list[Profile]:
        """All profiles in the order of their names."""
        held = (
            select(correction.c.profile, func.count().label("rows"))
            .where(CURRENT)
            .group_by(correction.c.profile)
        )
        made = (
            select(prediction.c.profile, func.count().label("rows"))
            .where(prediction.c.deleted_at.is_(None))
            .group_by(prediction.c.profile)
        )
        with self._database.read(snapshot=True) as connection:
            corrections = {row.profile: row.rows for row in connection.execute(held)}
            predictions = {row.profile: row.rows for row in connection.execute(made)}
            rows = connection.execute(select(profile).order_by(profile.c.name)).all()
        return [
            Profile(
                row.name,
                row.created_at,
                bool(row.token_hash),
                corrections.get(row.name, 0),
                predictions.get(row.name, 0),
            )
            for row in rows
        ]

    def delete(self, name: str, connection: Connection | None = None) -> Deletion:
        """Delete a profile with its corrections, predictions and jobs, and what nobody else uses.

        Its versions are the registry's to delete.

        Args:
            name: The profile's.
            connection: The transaction that it belongs to; after its end, the caller removes the
                pictures by `remove_pictures`. Without one they are removed at once.

        Raises:
            NotFoundError: There is no such profile.
        """
        name = check_profile(name, empty=False)
        with self._database.within(connection) as opened:
            self._database.serialise(opened)
            deletion = _delete(opened, name)
        if connection is None:
            self.remove_pictures(deletion)
        return deletion

    def remove_pictures(self, deletion: Deletion) -> int:
        """Remove the pictures that nothing refers to since the deletion; how many there were.

        One that was put within the last minute stays until the history is next purged: somebody
        may be about to refer to it.
        """
        with self._database.read() as connection:
            unused = set(deletion.pictures) - _used(connection, deletion.pictures)
        return sum(self._images.remove_older(picture, _YOUNG_S) for picture in sorted(unused))


def _delete(connection: Connection, name: str) -> Deletion:
    known = connection.execute(delete(profile).where(profile.c.name == name)).rowcount
    pictures: set[str] = set()
    counts: dict[str, int] = {}
    for table in (correction, prediction):
        gone = delete(table).where(table.c.profile == name).returning(table.c.image)
        found = connection.execute(gone).scalars().all()
        counts[table.name] = len(found)
        pictures.update(found)
    jobs = connection.execute(delete(job).where(job.c.profile == name)).rowcount
    if not known and not jobs and not pictures:
        raise _missing(name)
    return Deletion(
        corrections=counts["correction"],
        predictions=counts["prediction"],
        jobs=jobs,
        embeddings=_forget_embeddings(connection, sorted(pictures)),
        pictures=tuple(sorted(pictures - _used(connection, sorted(pictures)))),
    )


def _forget_embeddings(connection: Connection, images: list[str]) -> int:
    """Delete the embeddings of pictures that no correction shows any more."""
    corrected = select(correction.c.image)
    return sum(
        connection.execute(
            delete(embedding).where(
                embedding.c.image.in_(part), embedding.c.image.not_in(corrected)
            )
        ).rowcount
        for part in chunks(images)
    )


def _used(connection: Connection, images: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(images):
        for table in (correction, prediction):
            asked = select(table.c.image).where(table.c.image.in_(part))
            found.update(connection.execute(asked).scalars())
    return found


def _digest(token: str | None) -> str:
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def _missing(name: str) -> NotFoundError:
    return NotFoundError(f"There is no profile {name!r}.")
