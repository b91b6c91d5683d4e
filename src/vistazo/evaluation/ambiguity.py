"""Characters that one glyph by itself cannot always tell apart."""

from __future__ import annotations

from collections.abc import Iterable

AMBIGUITY_GROUPS = (
    "0Oo",
    "1Il|",
    "2Zz",
    "5Ss",
    "9gq",
    "Cc",
    "Jj",
    "Kk",
    "Mm",
    "Pp",
    "Uu",
    "Vv",
    "Ww",
    "Xx",
    "Yy",
    "',",
    "-_",
)
"""Each group has one shape, up to size, place on the line, or a habit of many writers."""

_FIRST = {member: group[0] for group in AMBIGUITY_GROUPS for member in group}


def merge_ambiguous(labels: Iterable[str]) -> tuple[str, ...]:
    """Each label replaced by the first of its group; one without a group stays."""
    return tuple(_FIRST.get(label, label) for label in labels)
