"""Which version is live for whom: the append-only log of promotions, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, func, insert, select

from vistazo.errors import ConflictError, GateError, NotFoundError
from vistazo.registry.lines import (
    last_promotion,
    own_version,
    shared_version,
    standing,
    to_promotion,
    version_of,
    was_live,
)
from vistazo.registry.records import Action, Promotion, Version
from vistazo.storage.database import Database
from vistazo.storage.tables import promotion, version
from vistazo.storage.values import NAME_LENGTH, REASON_LENGTH, clean_text, utc_now

_BACK: tuple[Action, ...] = ("rollback", "reset")


class Live:
    """Promotions and champions; `Registry` adds the versions themselves.

    Methods that take a `connection` use its transaction instead of one of their own.

    Attributes:
        database: Where it all is kept.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def generation(self) -> tuple[int, int]:
        """Differs from what it was whenever a champion may have changed; cheap to ask for."""
        with self.database.read() as connection:
            newest, lines = connection.execute(select(func.max(promotion.c.id), func.count())).one()
        return newest or 0, lines

    def newest(self, connection: Connection) -> int:
        """Id of the newest promotion of all, 0 before the first."""
        return connection.execute(select(func.max(promotion.c.id))).scalar() or 0

    def champions(self, connection: Connection | None = None) -> Mapping[tuple[str, str], Version]:
        """What is live, by recogniser and profile; a profile without its own is not there."""
        if connection is None:
            with self.database.read() as opened:
                return self.champions(opened)
        newest = (
            select(func.max(promotion.c.id).label("id"))
            .group_by(promotion.c.recognizer, promotion.c.profile)
            .subquery()
        )
        query = (
            select(promotion.c.profile.label("scope"), version)
            .join(newest, newest.c.id == promotion.c.id)
            .join(version, version.c.sha256 == promotion.c.version)
            .where(promotion.c.action != "reset")
        )
        rows = [dict(row._mapping) for row in connection.execute(query)]
        return {(row["recognizer"], row.pop("scope")): Version(**row) for row in rows}

    def champion(
        self, recognizer: str, profile: str = "", connection: Connection | None = None
    ) -> Version:
        """What answers: the profile's own version, else everybody's.

        Raises:
            NotFoundError: Nothing is live under that name.
        """
        if connection is None:
            with self.database.read() as opened:
                return self.champion(recognizer, profile, opened)
        sha256 = own_version(last_promotion(connection, recognizer, profile))
        found = sha256 and version_of(connection, sha256)
        return found or shared_version(connection, recognizer)

    def known(self, sha256: str, connection: Connection) -> Version | None:
        """The version with this whole hash, if it is registered."""
        return version_of(connection, sha256)

    def last(self, recognizer: str, profile: str, connection: Connection) -> Promotion | None:
        """The newest line of the log for exactly this profile."""
        return last_promotion(connection, recognizer, profile)

    def own(self, recognizer: str, profile: str, connection: Connection) -> str | None:
        """sha256 of what is live for exactly this profile; None: nothing of its own."""
        return own_version(last_promotion(connection, recognizer, profile))

    def log(self, recognizer: str, profile: str | None = None) -> list[Promotion]:
        """What went live, newest first; for one profile unless it is None."""
        query = select(promotion).where(promotion.c.recognizer == recognizer)
        if profile is not None:
            query = query.where(promotion.c.profile == profile)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(promotion.c.id.desc())).all()
        return [to_promotion(row) for row in rows]

    def promote(
        self,
        chosen: Version,
        *,
        profile: str | None = None,
        author: str = "",
        reason: str = "",
        override: bool = False,
        expected_previous: str | None = None,
        action: Action | None = None,
        connection: Connection | None = None,
    ) -> Promotion:
        """Let a version go live.

        Args:
            chosen: The version.
            profile: For whom; the version's own profile if None. Everybody's version may go live
                for a profile; the other way round is refused.
            author: Who did it, for the log.
            reason: Why, for the log.
            override: Whether it may go live although the gate turned it down; needs a reason.
            expected_previous: sha256 of what must be live in this scope until then, "" for
                nothing of its own; None: whatever is.
            action: What the log calls it; "rollback" where it was live before, else "promote".
            connection: A transaction to take part in.

        Raises:
            GateError: The gate turned it down, and there is no override with a reason.
            ConflictError: It is live already, it is somebody else's, or something else went live
                in the meantime.
        """
        scope = chosen.profile if profile is None else profile
        if chosen.profile not in ("", scope):
            raise ConflictError(
                f"{chosen.model} belongs to the profile {chosen.profile!r} and goes live for no "
                "other."
            )
        with self.database.within(connection) as opened:
            self.database.serialise(opened)
            past = standing(opened, chosen.recognizer, scope)
            action = action or ("rollback" if chosen.sha256 in past else "promote")
            refused = action == "promote" and chosen.approved is False
            if refused and not (override and reason.strip()):
                raise _refusal(chosen)
            last = last_promotion(opened, chosen.recognizer, scope)
            _check_race(chosen, last, action, expected_previous)
            row = {
                "recognizer": chosen.recognizer,
                "profile": scope,
                "sequence": 1 if last is None else last.sequence + 1,
                "version": chosen.sha256,
                "previous": own_version(last),
                "action": action,
                "author": clean_text(author, NAME_LENGTH),
                "reason": clean_text(reason, REASON_LENGTH),
                "override": refused,
                "created_at": utc_now(),
            }
            added = opened.execute(insert(promotion).values(**row).returning(promotion)).one()
            return to_promotion(added)

    def rollback(
        self,
        recognizer: str,
        profile: str = "",
        to: Version | None = None,
        *,
        author: str = "",
        reason: str = "",
        connection: Connection | None = None,
    ) -> Promotion:
        """Let an older version go live again.

        Args:
            recognizer: Its name.
            profile: For whom.
            to: The version; None: what was live before the present one. A profile whose first own
                version is taken back gets what everybody has.
            author: Who did it, for the log.
            reason: Why, for the log.
            connection: A transaction to take part in.

        Raises:
            ConflictError: There is nothing older.
            NotFoundError: `to` was never live for them.
        """
        with self.database.within(connection) as opened:
            self.database.serialise(opened)
            past = standing(opened, recognizer, profile)
            if to is None and profile and len(past) == 1:
                return self.reset(recognizer, profile, author, reason, connection=opened)
            if to is None and len(past) < 2:
                raise ConflictError(f"There is nothing older of {recognizer!r} to go back to.")
            if to is not None and not was_live(opened, to, profile):
                raise NotFoundError(
                    f"{to.model} was never live here; promote it instead of rolling back to it."
                )
            target = to or version_of(opened, past[-2])
            assert target is not None
            return self.promote(
                target,
                profile=profile,
                author=author,
                reason=reason,
                action="rollback",
                connection=opened,
            )

    def reset(
        self,
        recognizer: str,
        profile: str,
        author: str = "",
        reason: str = "",
        *,
        connection: Connection | None = None,
    ) -> Promotion:
        """Give a profile what everybody has, now and later.

        Raises:
            ConflictError: It has nothing of its own.
            NotFoundError: Nothing is live under that name.
        """
        with self.database.within(connection) as opened:
            self.database.serialise(opened)
            if not profile or own_version(last_promotion(opened, recognizer, profile)) is None:
                raise ConflictError(f"The profile {profile!r} has no {recognizer!r} of its own.")
            return self.promote(
                shared_version(opened, recognizer),
                profile=profile,
                author=author,
                reason=reason,
                action="reset",
                connection=opened,
            )

    def rolled_back(self, recognizer: str, profile: str, connection: Connection) -> int:
        """Id of the rollback or reset that is the newest line of this scope; 0: it is another."""
        last = last_promotion(connection, recognizer, profile)
        return last.id if last is not None and last.action in _BACK else 0


def _check_race(
    chosen: Version, last: Promotion | None, action: Action, expected: str | None
) -> None:
    own = own_version(last)
    if expected not in (None, own or ""):
        raise ConflictError(
            f"Something else of {chosen.recognizer!r} went live in the meantime "
            f"({(own or 'nothing of its own')[:12]}); look again, then decide."
        )
    if own == chosen.sha256 and action != "reset":
        raise ConflictError(f"{chosen.model} is live already.")


def _refusal(chosen: Version) -> GateError:
    said = (chosen.decision or {}).get("summary", "")
    return GateError(
        f"The gate turned {chosen.model} (v{chosen.number}) down: {said} "
        "To let it go live all the same, override the gate and say why."
    )
