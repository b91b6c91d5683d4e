"""The history: every prediction that was recorded, in pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from sqlalchemy import Connection, Select, select, tuple_, update

from vistazo.errors import NotFoundError, OptionError
from vistazo.feedback.correction import Correction
from vistazo.feedback.history import Sort, find_page, matching_predictions
from vistazo.feedback.page import Page, check_page
from vistazo.feedback.prediction import (
    NewPrediction,
    PredictionFilter,
    PredictionRecord,
    clean_filename,
)
from vistazo.feedback.rows import CURRENT, read_correction, read_prediction, select_corrections
from vistazo.storage.database import Database
from vistazo.storage.statements import insert_missing
from vistazo.storage.tables import correction, prediction, prediction_label
from vistazo.storage.values import chunks, plain_id, utc_now

Place = tuple[str, str, str]
"""Recogniser, profile and picture: what corrections and predictions meet in."""


class Predictions:
    """The recorded predictions of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Sequence[NewPrediction]) -> int:
        """Record predictions, all or none, in one transaction.

        Returns:
            How many were new; one whose id is there already is left as it is.
        """
        if not new:
            return 0
        with self._database.write() as connection:
            self._database.serialise(connection, shared=True)
            corrected = _corrected_places(connection, new)
            others = _other_labels(connection, new)
            added = insert_missing(
                connection, prediction, [_values(item, corrected) for item in new]
            )
            insert_missing(connection, prediction_label, others)
            return added

    def get(self, prediction_id: str) -> PredictionRecord:
        """One prediction.

        Raises:
            NotFoundError: There is none, or it was deleted.
        """
        wanted = select(prediction).where(
            prediction.c.id == plain_id(prediction_id), prediction.c.deleted_at.is_(None)
        )
        return self._only(
            wanted, f"There is no prediction {prediction_id[:80]!r}; it may have been deleted."
        )

    def newest_of_file(self, filename: str) -> PredictionRecord:
        """The newest prediction of a picture of that name.

        Raises:
            NotFoundError: There is none, or it was deleted.
        """
        row = prediction.c
        wanted = (
            select(prediction)
            .where(row.deleted_at.is_(None), row.filename != "")
            .where(row.filename == clean_filename(filename))
            .order_by(row.created_at.desc())
            .limit(1)
        )
        return self._only(wanted, f"There is no prediction of a file {filename[:80]!r}.")

    def page(
        self,
        wanted: PredictionFilter | None = None,
        *,
        sort: Sort = "created_at",
        descending: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> Page[PredictionRecord]:
        """Some of the predictions that match, in order, and how many match.

        Raises:
            OptionError: No such order, or the page is out of range.
        """
        check_page(offset, limit)
        if sort not in get_args(Sort):
            raise OptionError(f"sort must be one of {get_args(Sort)}, got {sort!r}.")
        with self._database.read(snapshot=True) as connection:
            matching = matching_predictions(connection, wanted or PredictionFilter())
            ids, total = find_page(connection, matching, (sort, descending), (offset, limit))
            found = connection.execute(select(prediction).where(prediction.c.id.in_(ids)))
            rows = {row.id: row for row in found}
            return Page(tuple(_records(connection, [rows[key] for key in ids])), total)

    def delete(self, ids: Sequence[str]) -> int:
        """Take predictions out of the history; `restore` brings them back for ten minutes.

        Returns:
            How many there were.
        """
        return self._mark(ids, shown=True)

    def delete_matching(self, wanted: PredictionFilter) -> list[str]:
        """Take all that match out of the history; the ids of those that were."""
        with self._database.write() as connection:
            matching = matching_predictions(connection, wanted)
            deleted = update(prediction).where(matching).values(deleted_at=utc_now())
            return list(connection.execute(deleted.returning(prediction.c.id)).scalars())

    def restore(self, ids: Sequence[str]) -> int:
        """Undo deletions; how many there were that had not been removed for good."""
        return self._mark(ids, shown=False)

    def _only(self, wanted: Select[Any], missing: str) -> PredictionRecord:
        with self._database.read() as connection:
            row = connection.execute(wanted).first()
            if row is None:
                raise NotFoundError(missing)
            return _records(connection, [row])[0]

    def _mark(self, ids: Sequence[str], *, shown: bool) -> int:
        deleted_at = prediction.c.deleted_at
        state = deleted_at.is_(None) if shown else deleted_at.is_not(None)
        change = update(prediction).where(state).values(deleted_at=utc_now() if shown else None)
        with self._database.write() as connection:
            return sum(
                connection.execute(change.where(prediction.c.id.in_(part))).rowcount
                for part in chunks(sorted({plain_id(key) for key in ids}))
            )


def _values(new: NewPrediction, corrected: set[Place]) -> dict[str, Any]:
    return {
        **vars(new),
        "label": new.labels[0] if new.labels else "",
        "top": [[score.label, score.probability] for score in new.top],
        "corrected": (new.recognizer, new.profile, new.image) in corrected,
        "deleted_at": None,
    }


def _other_labels(connection: Connection, new: Sequence[NewPrediction]) -> list[dict[str, str]]:
    """Rows for the labels after the first, of those that are not there yet."""
    several = {item.id: item.labels[1:] for item in new if len(item.labels) > 1}
    for part in chunks(sorted(several)):
        known = select(prediction.c.id).where(prediction.c.id.in_(part))
        for key in connection.execute(known).scalars():
            del several[key]
    return [
        {"prediction_id": key, "label": label}
        for key, others in several.items()
        for label in others
    ]


def _corrected_places(connection: Connection, new: Sequence[NewPrediction]) -> set[Place]:
    images = sorted({item.image for item in new})
    row = correction.c
    found: set[Place] = set()
    for part in chunks(images):
        asked = select(row.recognizer, row.profile, row.image).where(
            row.image.in_(part), CURRENT, row.kind == "corrected"
        )
        found.update(
            (each.recognizer, each.profile, each.image) for each in connection.execute(asked)
        )
    return found


def _records(connection: Connection, rows: Sequence[Any]) -> list[PredictionRecord]:
    """Each with the newest current correction of its picture, recogniser and profile."""
    places = sorted({(row.recognizer, row.image) for row in rows})
    newest: dict[Place, Correction] = {}
    for part in chunks(places, 500):
        asked = select_corrections().where(
            tuple_(correction.c.recognizer, correction.c.image).in_(part), CURRENT
        )
        for found in connection.execute(asked.order_by(correction.c.created_at, correction.c.id)):
            newest[found.recognizer, found.profile, found.image] = read_correction(found)
    return [
        read_prediction(row, newest.get((row.recognizer, row.profile, row.image))) for row in rows
    ]
