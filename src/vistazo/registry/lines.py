"""Reading the log of promotions: what is live in a scope, and what was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from vistazo.errors import NotFoundError
from vistazo.registry.records import Promotion, Version
from vistazo.storage.tables import promotion, version


def last_promotion(connection: Connection, recognizer: str, profile: str) -> Promotion | None:
    """The newest line of a scope."""
    query = (
        select(promotion)
        .where(promotion.c.recognizer == recognizer, promotion.c.profile == profile)
        .order_by(promotion.c.sequence.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else to_promotion(row)


def own_version(last: Promotion | None) -> str | None:
    """sha256 of what is live in a scope, from its newest line; None: nothing of its own."""
    return None if last is None or last.action == "reset" else last.version


def version_of(connection: Connection, sha256: str) -> Version | None:
    """The version with this whole hash."""
    row = connection.execute(select(version).where(version.c.sha256 == sha256)).one_or_none()
    return None if row is None else Version(**row._mapping)


def shared_version(connection: Connection, recognizer: str) -> Version:
    """What everybody gets.

    Raises:
        NotFoundError: Nothing is live under that name.
    """
    sha256 = own_version(last_promotion(connection, recognizer, ""))
    found = sha256 and version_of(connection, sha256)
    if not found:
        raise NotFoundError(f"There is no recogniser {recognizer!r} here; install its file.")
    return found


def standing(connection: Connection, recognizer: str, profile: str) -> list[str]:
    """Hashes of what was live, oldest first, without what was taken back; the last one is live."""
    query = (
        select(promotion)
        .where(promotion.c.recognizer == recognizer, promotion.c.profile == profile)
        .order_by(promotion.c.sequence)
    )
    return _stack(map(to_promotion, connection.execute(query)))


def _stack(lines: Iterable[Promotion]) -> list[str]:
    past: list[str] = []
    for line in lines:
        if line.action == "reset":
            past = []
        elif line.action == "rollback" and line.version in past:
            del past[len(past) - past[::-1].index(line.version) :]
        else:
            past.append(line.version)
    return past


def was_live(connection: Connection, chosen: Version, profile: str) -> bool:
    """Whether a version has ever been live in a scope."""
    query = select(func.count()).where(
        and_(
            promotion.c.recognizer == chosen.recognizer,
            promotion.c.profile == profile,
            promotion.c.version == chosen.sha256,
            promotion.c.action != "reset",
        )
    )
    return bool(connection.execute(query).scalar())


def to_promotion(row: Row[Any]) -> Promotion:
    """A row of the table as a value."""
    return Promotion(**row._mapping)
