"""Versions of recognisers, which of them is live, and the log of how that came about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, get_args

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from vistazo.errors import ConflictError, NotFoundError, OptionError
from vistazo.registry.lines import version_of
from vistazo.registry.live import Live
from vistazo.registry.records import MODES, Mode, NewVersion, Version, VersionKind
from vistazo.storage.tables import promotion, setting, version
from vistazo.storage.values import utc_now

SHORTEST_PREFIX = 6
_MODE = "mode"
_NUMBER = "number"
"""The last number that was given to a version that is deleted by now."""


class Registry(Live):
    """The versions of one database; every change is one transaction."""

    def register(self, new: NewVersion, connection: Connection | None = None) -> Version:
        """Keep a version, whose files must lie in their stores by now.

        A version that is there already keeps its number; only the gate's decision is renewed,
        since it was made against another champion.

        Raises:
            ConflictError: The same file belongs to another recogniser or profile.
            OptionError: The kind does not exist.
        """
        if new.kind not in get_args(VersionKind):
            raise OptionError(f"kind must be one of {get_args(VersionKind)}, got {new.kind!r}.")
        with self.database.within(connection) as opened:
            self.database.serialise(opened)
            found = version_of(opened, new.sha256)
            if found is None:
                return self._insert(opened, new)
            if (found.recognizer, found.profile) != (new.recognizer, new.profile):
                raise ConflictError(
                    f"The file {new.sha256[:12]} is {found.model} of the profile "
                    f"{found.profile!r} already; it cannot also be {new.recognizer!r} "
                    f"of {new.profile!r}."
                )
            return self._judge_again(opened, found, new)

    def find(self, sha256: str) -> Version:
        """The version with this whole hash.

        Raises:
            NotFoundError: There is none.
        """
        with self.database.read() as connection:
            found = version_of(connection, sha256)
        if found is None:
            raise NotFoundError(f"There is no version with the sha256 {sha256[:12]!r}.")
        return found

    def get(self, recognizer: str, which: str | int) -> Version:
        """A version by number (12, "12", "v12") or by the start of its hash ("digits@01234567").

        Raises:
            NotFoundError: None, or more than one; the message says what is expected.
        """
        with self.database.read() as connection:
            found = connection.execute(_matching(recognizer, which).limit(2)).all()
        if len(found) == 1:
            return _version(found[0])
        problem = (
            f"There is no version {which!r}" if not found else f"{which!r} is several versions"
        )
        raise NotFoundError(
            f"{problem} of {recognizer!r}; name one by its number (v12) or by the first "
            f"{SHORTEST_PREFIX} or more characters of its sha256."
        )

    def list(self, recognizer: str, profile: str | None = None) -> list[Version]:
        """The versions of a recogniser, newest first; of one profile unless it is None."""
        query = select(version).where(version.c.recognizer == recognizer)
        if profile is not None:
            query = query.where(version.c.profile == profile)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(version.c.number.desc())).all()
        return [_version(row) for row in rows]

    def mode(self, recognizer: str, connection: Connection | None = None) -> Mode:
        """What happens to a version that the gate approves: it goes live, or waits for a person."""
        if connection is None:
            with self.database.read() as opened:
                return self.mode(recognizer, opened)
        return "manual" if _read(connection, recognizer, _MODE) == "manual" else "automatic"

    def set_mode(self, recognizer: str, mode: Mode) -> None:
        """Choose "automatic" or "manual".

        Raises:
            OptionError: Something else.
        """
        if mode not in MODES:
            raise OptionError(f"mode must be one of {', '.join(MODES)}, got {mode!r}.")
        with self.database.write() as connection:
            self.database.serialise(connection)
            _write(connection, recognizer, _MODE, mode)

    def delete_profile(self, name: str, connection: Connection | None = None) -> Sequence[Version]:
        """Forget a profile's versions and what went live for it; the caller removes the files.

        Returns:
            The versions that are gone.

        Raises:
            OptionError: The empty name, which stands for everybody.
        """
        if not name:
            raise OptionError("A profile's name must not be empty.")
        with self.database.within(connection) as opened:
            self.database.serialise(opened)
            rows = opened.execute(select(version).where(version.c.profile == name)).all()
            for recognizer in {row.recognizer for row in rows}:
                _write(opened, recognizer, _NUMBER, str(_last_number(opened, recognizer)))
            opened.execute(delete(promotion).where(promotion.c.profile == name))
            opened.execute(delete(version).where(version.c.profile == name))
        return [_version(row) for row in rows]

    def files(self) -> set[tuple[str, str]]:
        """Every file that a version needs, as pairs of what it is and its hash."""
        columns = {"model": version.c.sha256, "bank": version.c.bank, "head": version.c.head}
        columns["reader"] = version.c.reader
        with self.database.read() as connection:
            rows = connection.execute(select(*columns.values())).all()
        return {
            (name, sha256)
            for row in rows
            for name, sha256 in zip(columns, row, strict=True)
            if sha256 is not None
        }

    def _insert(self, connection: Connection, new: NewVersion) -> Version:
        values: dict[str, Any] = asdict(new) | {
            "number": _last_number(connection, new.recognizer) + 1,
            "created_at": utc_now(),
            "approved": new.approved,
        }
        connection.execute(insert(version).values(**values))
        return Version(**values)

    def _judge_again(self, connection: Connection, found: Version, new: NewVersion) -> Version:
        if new.decision is None or new.decision == found.decision:
            return found
        row = connection.execute(
            update(version)
            .where(version.c.sha256 == found.sha256)
            .values(decision=new.decision, approved=new.approved)
            .returning(version)
        ).one()
        return _version(row)


def _last_number(connection: Connection, recognizer: str) -> int:
    """The highest number that a version ever had."""
    query = select(func.max(version.c.number)).where(version.c.recognizer == recognizer)
    deleted = _read(connection, recognizer, _NUMBER)
    return max(connection.execute(query).scalar() or 0, int(deleted or 0))


def _read(connection: Connection, recognizer: str, key: str) -> str | None:
    where = (setting.c.recognizer == recognizer, setting.c.key == key)
    return connection.execute(select(setting.c.value).where(*where)).scalar()


def _write(connection: Connection, recognizer: str, key: str, value: str) -> None:
    where = (setting.c.recognizer == recognizer, setting.c.key == key)
    connection.execute(delete(setting).where(*where))
    connection.execute(insert(setting).values(recognizer=recognizer, key=key, value=value))


def _matching(recognizer: str, which: str | int) -> Select[Any]:
    query = select(version).where(version.c.recognizer == recognizer)
    text = str(which).removeprefix(f"{recognizer}@")
    if isinstance(which, int) or re.fullmatch(r"v\d{1,9}|\d{1,5}", text):
        return query.where(version.c.number == int(text.removeprefix("v")))
    if re.fullmatch(rf"[0-9a-f]{{{SHORTEST_PREFIX},64}}", text):
        return query.where(version.c.sha256.startswith(text))
    return query.where(version.c.number == -1)


def _version(row: Row[Any]) -> Version:
    return Version(**row._mapping)
