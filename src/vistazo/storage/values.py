"""Ids, times and short texts: made and checked in one place."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from vistazo.errors import OptionError

LABEL_LENGTH = 200
NAME_LENGTH = 64
REASON_LENGTH = 2000

_HASH = re.compile(r"[0-9a-f]{64}")
_PROFILE = re.compile(r"\w(?:[\w .@+-]*[\w.@+-])?")

Item = TypeVar("Item")


def new_id() -> str:
    """A fresh random id: 32 hex digits."""
    return uuid.uuid4().hex


def utc_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


def check_id(name: str, value: str) -> str:
    """An id as 32 hex digits; it may come with hyphens.

    Raises:
        OptionError: It is no UUID.
    """
    try:
        return uuid.UUID(value).hex
    except ValueError:
        raise OptionError(f"{name} must be a UUID (32 hex digits), got {value[:80]!r}.") from None


def plain_id(value: str) -> str:
    """An id to look for, without hyphens and in lower case; what is no UUID stays as it is."""
    try:
        return uuid.UUID(value).hex
    except ValueError:
        return value


def is_hash(value: str) -> bool:
    """Whether it is a sha256 in 64 lower-case hex digits."""
    return _HASH.fullmatch(value) is not None


def check_hash(name: str, value: str) -> str:
    """A sha256 in 64 lower-case hex digits.

    Raises:
        OptionError: It is something else.
    """
    if not is_hash(value):
        raise OptionError(f"{name} must be a sha256 in 64 hex digits, got {value[:80]!r}.")
    return value


def check_text(name: str, value: str, length: int = NAME_LENGTH, *, empty: bool = True) -> str:
    """A short text that every database can hold.

    Raises:
        OptionError: It is too long, empty where it may not be, or has control characters.
    """
    if not empty and not value:
        raise OptionError(f"{name} must not be empty.")
    if len(value) > length:
        raise OptionError(f"{name} may have {length} characters, got {len(value)}.")
    if not value.isprintable() and any(map(_is_control, value)):
        raise OptionError(f"{name} must not have control characters, got {value!r}.")
    return value


def clean_text(value: str, length: int) -> str:
    """A remark that is only shown: control characters become spaces, and it is cut to `length`."""
    return "".join(" " if _is_control(char) else char for char in value)[:length]


def check_labels(name: str, labels: Iterable[str]) -> tuple[str, ...]:
    """A set of labels, each once, in sorted order; it may be empty.

    Raises:
        OptionError: A label is empty, too long or has control characters.
    """
    return tuple(sorted({check_text(name, label, LABEL_LENGTH, empty=False) for label in labels}))


def check_profile(value: str, *, empty: bool = True) -> str:
    """A profile's name in one spelling (NFC); the empty name stands for everybody.

    Raises:
        OptionError: It is not 1 to 64 letters, digits, spaces and . @ + - _.
    """
    name = unicodedata.normalize("NFC", value)
    if not name and empty:
        return name
    if len(name) > NAME_LENGTH or not _PROFILE.fullmatch(name):
        raise OptionError(
            f"a profile's name must be 1 to {NAME_LENGTH} letters, digits, spaces and . @ + - _ "
            f"and begin with a letter or digit, got {value[:80]!r}."
        )
    return name


def check_time(name: str, value: datetime) -> datetime:
    """A time in UTC.

    Raises:
        OptionError: It has no time zone.
    """
    if value.tzinfo is None:
        raise OptionError(f"{name} must have a time zone, got {value.isoformat()}.")
    return value.astimezone(UTC)


def chunks(items: Sequence[Item], size: int = 1000) -> Iterator[Sequence[Item]]:
    """The items in order, at most `size` at a time: databases limit the values of a statement."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")
