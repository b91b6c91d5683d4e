"""What people said that pictures show. Nothing is overwritten; the newest word of each holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    select,
    tuple_,
    update,
)

from vistazo.errors import ConflictError, NotFoundError, OptionError
from vistazo.feedback.correction import Correction, CorrectionFilter, NewCorrection
from vistazo.feedback.page import Page, check_page
from vistazo.feedback.rows import (
    CONFLICT,
    CURRENT,
    matching_corrections,
    read_correction,
    select_corrections,
)
from vistazo.storage.database import Database
from vistazo.storage.statements import insert_missing
from vistazo.storage.tables import correction, prediction
from vistazo.storage.values import check_text, check_time, chunks, plain_id, utc_now

_row = correction.c


class Corrections:
    """The corrections of one database.

    What changes something takes a `connection`, so that it can be one transaction with what else
    must happen; without one it is a transaction of its own.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewCorrection, connection: Connection | None = None) -> Correction:
        """Keep a correction; it supersedes what its author said before of the same picture.

        Returns:
            The correction as it is kept; one whose id is there already is left as it is.

        Raises:
            ConflictError: The id is that of a correction that says something else.
        """
        values = {**vars(new), "withdrawn_by": ""}
        with self._database.within(connection) as opened:
            self._database.serialise(opened)
            if insert_missing(opened, correction, [values]):
                opened.execute(
                    update(correction)
                    .where(*_same_author(new), _row.superseded_at.is_(None), _row.id != new.id)
                    .values(superseded_at=new.created_at)
                )
                _mark_predictions(opened, [(new.recognizer, new.image)])
            kept = _read(opened, select_corrections().where(_row.id == new.id))[0]
        if (kept.recognizer, kept.image, kept.labels) != (new.recognizer, new.image, new.labels):
            raise ConflictError(
                f"The correction {new.id} is there already and says something else; "
                "give a new one an id of its own."
            )
        return kept

    def get(self, correction_id: str) -> Correction:
        """One correction, in whatever state.

        Raises:
            NotFoundError: There is none.
        """
        with self._database.read() as connection:
            asked = select_corrections().where(_row.id == plain_id(correction_id))
            found = _read(connection, asked)
        if not found:
            raise NotFoundError(f"There is no correction {correction_id[:80]!r}.")
        return found[0]

    def current(self, recognizer: str, profile: str | None = None) -> list[Correction]:
        """Those that hold, the oldest first; of one profile, or of all."""
        wanted = CorrectionFilter(recognizer=recognizer, profile=profile, state="current")
        return self._all(matching_corrections(wanted, self._database.dialect))

    def conflicts(self, recognizer: str) -> list[Correction]:
        """Those that hold and contradict each other, picture by picture, the oldest first."""
        found = self._all(and_(_row.recognizer == recognizer, CONFLICT))
        return sorted(found, key=lambda item: item.image)

    def history(self, image: str, recognizer: str) -> list[Correction]:
        """All that was ever said of a picture, the oldest first."""
        return self._all(and_(_row.image == image, _row.recognizer == recognizer))

    def page(
        self,
        wanted: CorrectionFilter | None = None,
        *,
        descending: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> Page[Correction]:
        """Some of the corrections that match, by time, and how many match.

        Raises:
            OptionError: The page is out of range.
        """
        check_page(offset, limit)
        matching = matching_corrections(wanted or CorrectionFilter(), self._database.dialect)
        counted = select(func.count()).select_from(correction).where(matching)
        keys = (_row.created_at, _row.id)
        order = [key.desc() if descending else key.asc() for key in keys]
        asked = select_corrections().where(matching).order_by(*order)
        with self._database.read(snapshot=True) as connection:
            total: int = connection.execute(counted).scalar_one()
            return Page(tuple(_read(connection, asked.offset(offset).limit(limit))), total)

    def withdraw(
        self,
        ids: Sequence[str] | None = None,
        *,
        author: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        recognizer: str | None = None,
        by: str = "",
        connection: Connection | None = None,
    ) -> list[Correction]:
        """Take corrections back: those of `ids`, or all of an author or a time, or both.

        Superseded ones are taken back too, so that none of an author's words is left. What an
        author had said before does not come back.

        Args:
            ids: Which; None for all that the other arguments name.
            author: Only this author's; empty for those without an author.
            since: Only those said then or later.
            until: Only those said before then.
            recognizer: Only this recogniser's.
            by: Who takes them back.
            connection: The transaction that it belongs to.

        Returns:
            Those that were taken back now.

        Raises:
            OptionError: Nothing says which.
        """
        if ids is None and author is None and since is None and until is None:
            raise OptionError("Say which corrections to withdraw: ids, author, since or until.")
        conditions = [
            _row.withdrawn_at.is_(None),
            *([] if author is None else [_row.author == author]),
            *([] if since is None else [_row.created_at >= check_time("since", since)]),
            *([] if until is None else [_row.created_at < check_time("until", until)]),
            *([] if recognizer is None else [_row.recognizer == recognizer]),
        ]
        change = {"withdrawn_at": utc_now(), "withdrawn_by": check_text("by", by)}
        return self._change(ids, conditions, change, connection)

    def unwithdraw(
        self, ids: Sequence[str], connection: Connection | None = None
    ) -> list[Correction]:
        """Undo withdrawals; where its author has said something newer, that holds.

        Returns:
            Those that had been taken back.
        """
        change = {"withdrawn_at": None, "withdrawn_by": ""}
        return self._change(ids, [_row.withdrawn_at.is_not(None)], change, connection)

    def set_fixed(
        self,
        number: int,
        right: Iterable[str],
        wrong: Iterable[str],
        connection: Connection | None = None,
    ) -> None:
        """Note which corrections the version of that number answers right.

        Args:
            number: The version's; kept where none that was right is known yet.
            right: Ids of corrections that it answers right.
            wrong: Ids of those that it does not.
            connection: The transaction that it belongs to.
        """
        with self._database.within(connection) as opened:
            for part in chunks(sorted(set(right))):
                fixed = update(correction).where(_row.id.in_(part), _row.fixed_since.is_(None))
                opened.execute(fixed.values(fixed_since=number))
            for part in chunks(sorted(set(wrong))):
                broken = update(correction).where(_row.id.in_(part), _row.fixed_since.is_not(None))
                opened.execute(broken.values(fixed_since=None))

    def _all(self, condition: ColumnElement[bool]) -> list[Correction]:
        asked = select_corrections().where(condition)
        with self._database.read() as connection:
            return _read(connection, asked.order_by(_row.created_at, _row.id))

    def _change(
        self,
        ids: Sequence[str] | None,
        conditions: Sequence[ColumnElement[bool]],
        change: dict[str, Any],
        connection: Connection | None,
    ) -> list[Correction]:
        statement = update(correction).where(*conditions).values(**change).returning(correction)
        parts = [None] if ids is None else [*chunks(sorted({plain_id(key) for key in ids}))]
        found: list[Correction] = []
        with self._database.within(connection) as opened:
            self._database.serialise(opened)
            for part in parts:
                chosen = statement if part is None else statement.where(_row.id.in_(part))
                found += [read_correction(row) for row in opened.execute(chosen)]
            _mark_predictions(opened, [(item.recognizer, item.image) for item in found])
        return found


def _read(connection: Connection, asked: Select[Any]) -> list[Correction]:
    return [read_correction(row) for row in connection.execute(asked)]


def _same_author(new: NewCorrection) -> list[ColumnElement[bool]]:
    return [
        _row.image == new.image,
        _row.recognizer == new.recognizer,
        _row.profile == new.profile,
        _row.author == new.author,
    ]


def _mark_predictions(connection: Connection, places: Sequence[tuple[str, str]]) -> None:
    """Note at the predictions of these recognisers and pictures whether they stand corrected."""
    corrected = exists().where(
        _row.image == prediction.c.image,
        _row.recognizer == prediction.c.recognizer,
        _row.profile == prediction.c.profile,
        _row.kind == "corrected",
        CURRENT,
    )
    for part in chunks(sorted(set(places)), 500):
        chosen = tuple_(prediction.c.recognizer, prediction.c.image).in_(part)
        connection.execute(update(prediction).where(chosen).values(corrected=corrected))
