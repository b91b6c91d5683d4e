"""One correction: to add, as kept, and which of them are wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from vistazo.errors import OptionError
from vistazo.storage.values import (
    LABEL_LENGTH,
    NAME_LENGTH,
    check_hash,
    check_id,
    check_labels,
    check_profile,
    check_text,
    check_time,
    new_id,
    utc_now,
)

Kind = Literal["confirmed", "corrected"]
State = Literal["current", "superseded", "withdrawn", "conflict"]


@dataclass(frozen=True)
class NewCorrection:
    """What somebody says that a picture shows.

    Attributes:
        recognizer: Name of the recogniser, e.g. "digits".
        image: sha256 of the picture, which lies in the store already.
        labels: Every right label, each once, in sorted order; the empty set says "none of them".
        predicted: The labels that were answered; None where nothing was predicted.
        kind: "confirmed" or "corrected"; None decides by comparing the two.
        profile: Whose style it shows; empty for everybody's.
        author: Who says so; may be empty.
        source: Where it was said: "api", "draw", "upload"…
        prediction_id: The recorded prediction that it is about, if there is one.
        model: The version that had answered, as `name@version`; may be empty.
        id: 32 hex digits; adding the same one again changes nothing.
        created_at: When it was said.

    Raises:
        OptionError: A value is too long, has control characters or is no id.
    """

    recognizer: str
    image: str
    labels: tuple[str, ...]
    predicted: tuple[str, ...] | None = None
    kind: Kind | None = None
    profile: str = ""
    author: str = ""
    source: str = "api"
    prediction_id: str | None = None
    model: str = ""
    id: str = field(default_factory=new_id)
    created_at: datetime = field(default_factory=utc_now)

    def __post_init__(self) -> None:
        check_text("recognizer", self.recognizer, empty=False)
        check_hash("image", self.image)
        check_text("author", self.author)
        check_text("source", self.source, 32, empty=False)
        check_text("model", self.model, 128)
        labels = check_labels("a label", self.labels)
        predicted = None if self.predicted is None else check_labels("a label", self.predicted)
        kind = self.kind or ("confirmed" if labels == predicted else "corrected")
        if kind not in get_args(Kind):
            raise OptionError(f"kind must be one of {get_args(Kind)}, got {kind!r}.")
        values = {
            "labels": labels,
            "predicted": predicted,
            "kind": kind,
            "profile": check_profile(self.profile),
            "id": check_id("id", self.id),
            "created_at": check_time("created_at", self.created_at),
        }
        if self.prediction_id is not None:
            values["prediction_id"] = check_id("prediction_id", self.prediction_id)
        for name, value in values.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class Correction:
    """A correction that is kept.

    Attributes:
        superseded_at: When the same author said something newer of the same picture.
        withdrawn_at: When it was taken back.
        withdrawn_by: Who took it back.
        fixed_since: Number of the version that has answered it right ever since; None where the
            champion is wrong about it, or has not been asked yet.
        conflict: Whether another author or profile currently says something else.

    The others are those of `NewCorrection`.
    """

    id: str
    created_at: datetime
    recognizer: str
    image: str
    labels: tuple[str, ...]
    kind: Kind
    profile: str
    author: str
    source: str
    prediction_id: str | None
    predicted: tuple[str, ...] | None
    model: str
    superseded_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    fixed_since: int | None = None
    conflict: bool = False

    @property
    def current(self) -> bool:
        """Whether it is neither superseded nor withdrawn."""
        return self.superseded_at is None and self.withdrawn_at is None


@dataclass(frozen=True)
class CorrectionFilter:
    """Which corrections; None leaves a thing open.

    Attributes:
        recognizer: Name of the recogniser.
        image: sha256 of the picture.
        profile: Its name; empty for everybody's.
        author: Who said so; empty for those without an author.
        label: One of the right labels.
        state: "current", "superseded", "withdrawn", or "conflict" (current, and another author
            or profile says something else).
        since: Included.
        until: Not included.

    Raises:
        OptionError: A value is out of range.
    """

    recognizer: str | None = None
    image: str | None = None
    profile: str | None = None
    author: str | None = None
    label: str | None = None
    state: State | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("recognizer", "profile", "author"):
            check_text(name, getattr(self, name) or "", NAME_LENGTH)
        if self.image is not None:
            check_hash("image", self.image)
        check_text("label", self.label or "", LABEL_LENGTH)
        if self.state is not None and self.state not in get_args(State):
            raise OptionError(f"state must be one of {get_args(State)}, got {self.state!r}.")
        for name in ("since", "until"):
            if (moment := getattr(self, name)) is not None:
                check_time(name, moment)
