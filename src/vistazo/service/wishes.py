"""What the history is to keep of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from vistazo.runtime import Recognizer
from vistazo.service.pictures import Sent
from vistazo.service.query import Query
from vistazo.service.recorder import Entry
from vistazo.service.timed import Timed
from vistazo.types import Prediction


@dataclass(frozen=True, slots=True)
class Wish:
    """Whether an answer is kept, and what is noted beside it."""

    record: bool = True
    profile: str = ""
    source: str = "api"
    filename: str = ""

    @classmethod
    def of(cls, query: Query, source: str = "api") -> Wish:
        """What the address says; `source` holds where it names none.

        Raises:
            OptionError: A value is out of range.
        """
        if not query.has("record", "profile", "source", "filename"):
            return cls(source=source)
        return cls(
            record=query.switch("record", default=True),
            profile=query.profile(),
            source=query.text("source", 32) or source,
            filename=query.text("filename", 255),
        )

    def entry(self, recognizer: Recognizer, sent: Sent, done: Timed[Prediction]) -> Entry:
        """An answer as the history takes it."""
        return Entry(
            recognizer=recognizer.card.name,
            picture=sent.picture,
            prediction=done.answer,
            profile=self.profile,
            source=self.source,
            filename=self.filename or sent.filename,
        )
