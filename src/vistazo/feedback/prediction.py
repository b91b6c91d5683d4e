"""One prediction: to record, as recorded, and which of them are wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from vistazo.errors import OptionError
from vistazo.feedback.correction import Correction
from vistazo.storage.values import (
    LABEL_LENGTH,
    check_hash,
    check_id,
    check_profile,
    check_text,
    check_time,
    clean_text,
    new_id,
    utc_now,
)
from vistazo.types import VERDICTS, Score, Verdict


@dataclass(frozen=True)
class NewPrediction:
    """A prediction to record.

    Attributes:
        recognizer: Name of the recogniser, e.g. "digits".
        model: The version that answered, as `name@version`.
        image: sha256 of the picture, which lies in the store already.
        labels: The answered labels, the most probable first; one for a task with one label, and
            perhaps none for a task with many.
        confidence: Calibrated probability of the most probable label, 0..1.
        verdict: "sure", "unsure" or "unknown".
        novelty: 0..1.
        top: The most probable labels, best first.
        profile: Whose head answered; empty for everybody's.
        source: Where the picture came from: "api", "draw", "upload", "read", "batch"…
        filename: As it was given; control characters become spaces.
        width: Pixels of the picture, if known.
        height: Pixels of the picture, if known.
        id: 32 hex digits; adding the same id again changes nothing.
        created_at: When it was made.

    Raises:
        OptionError: A value is out of range, too long or has control characters.
    """

    recognizer: str
    model: str
    image: str
    labels: tuple[str, ...]
    confidence: float
    verdict: Verdict
    novelty: float
    top: tuple[Score, ...]
    profile: str = ""
    source: str = "api"
    filename: str = ""
    width: int | None = None
    height: int | None = None
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=utc_now)

    def __post_init__(self) -> None:
        check_text("recognizer", self.recognizer, empty=False)
        check_text("model", self.model, 128, empty=False)
        check_hash("image", self.image)
        check_text("source", self.source, 32, empty=False)
        for label in (*self.labels, *(score.label for score in self.top)):
            check_text("a label", label, LABEL_LENGTH, empty=False)
        if self.verdict not in VERDICTS:
            raise OptionError(f"verdict must be one of {VERDICTS}, got {self.verdict!r}.")
        for name, value in (("confidence", self.confidence), ("novelty", self.novelty)):
            if not 0.0 <= value <= 1.0:
                raise OptionError(f"{name} must lie in 0..1, got {value}.")
        object.__setattr__(self, "profile", check_profile(self.profile))
        object.__setattr__(self, "filename", clean_filename(self.filename))
        object.__setattr__(self, "id", check_id("id", self.id))
        object.__setattr__(self, "created_at", check_time("created_at", self.created_at))


@dataclass(frozen=True)
class PredictionRecord:
    """A prediction that was recorded.

    Attributes:
        correction: The newest current correction of the same picture, recogniser and profile.

    The others are those of `NewPrediction`.
    """

    id: str
    created_at: datetime
    recognizer: str
    model: str
    profile: str
    image: str
    width: int | None
    height: int | None
    labels: tuple[str, ...]
    confidence: float
    verdict: Verdict
    novelty: float
    top: tuple[Score, ...]
    source: str
    filename: str
    correction: Correction | None = None

    @property
    def label(self) -> str:
        """The most probable label, whether the picture was given it or not."""
        return self.top[0].label if self.top else next(iter(self.labels), "")


@dataclass(frozen=True)
class PredictionFilter:
    """Which predictions; None leaves a thing open.

    Attributes:
        recognizer: Name of the recogniser.
        label: A label that was answered, also beside others.
        verdict: "sure", "unsure" or "unknown".
        corrected: Whether somebody said that another answer is right (of this recogniser and
            profile, for the same picture), and still says so.
        min_confidence: 0..1, included.
        max_confidence: 0..1, included.
        since: Included.
        until: Not included.
        profile: Its name; empty for everybody's.
        source: Where the picture came from.

    Raises:
        OptionError: A value is out of range.
    """

    recognizer: str | None = None
    label: str | None = None
    verdict: Verdict | None = None
    corrected: bool | None = None
    min_confidence: float | None = None
    max_confidence: float | None = None
    since: datetime | None = None
    until: datetime | None = None
    profile: str | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        for name in ("recognizer", "label", "profile", "source"):
            check_text(name, getattr(self, name) or "", LABEL_LENGTH)
        if self.verdict is not None and self.verdict not in VERDICTS:
            raise OptionError(f"verdict must be one of {VERDICTS}, got {self.verdict!r}.")
        for name in ("min_confidence", "max_confidence"):
            value = getattr(self, name)
            if value is not None and not 0.0 <= value <= 1.0:
                raise OptionError(f"{name} must lie in 0..1, got {value}.")
        for name in ("since", "until"):
            if (moment := getattr(self, name)) is not None:
                check_time(name, moment)


def clean_filename(name: str) -> str:
    """A file's name as it is kept: at most 255 characters, control characters as spaces."""
    return clean_text(name, 255)
