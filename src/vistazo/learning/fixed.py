"""Which corrections the live version answers right, and since which version."""

from __future__ import annotations

from collections import defaultdict

from vistazo.feedback import Correction
from vistazo.learning.lessons import gather
from vistazo.learning.parts import Parts
from vistazo.registry import Version


def note_fixed(parts: Parts, recognizer: str, profile: str = "") -> None:
    """Bring `fixed_since` of corrections up to date from the live version's own answers.

    Args:
        parts: The shop's.
        recognizer: Its name.
        profile: Whose version went live; empty: everybody's, which also answers for those who
            have nothing of their own.
    """
    live = parts.registry.champions()
    by_version: dict[str, list[Correction]] = defaultdict(list)
    versions: dict[str, Version] = {}
    for item in parts.corrections.current(recognizer, profile or None):
        version = live.get((recognizer, item.profile)) or live[recognizer, ""]
        versions[version.sha256] = version
        by_version[version.sha256].append(item)
    for sha256, corrections in by_version.items():
        right = answered_right(parts, versions[sha256], corrections)
        parts.corrections.set_fixed(
            versions[sha256].number,
            right=[item.id for item in corrections if right.get(item.id)],
            wrong=[item.id for item in corrections if not right.get(item.id)],
        )


def answered_right(
    parts: Parts, version: Version, corrections: list[Correction]
) -> dict[str, bool]:
    """Whether a version answers right, by the corrections' ids; without those of lost pictures."""
    from vistazo.learning.judge import right_answers

    base = parts.registry.find(version.base)
    lesson = gather(parts, base, corrections)
    if not len(lesson):
        return {}
    right = right_answers(parts.shelf.head(version), lesson.examples)
    return {item.id: bool(found) for item, found in zip(lesson.corrections, right, strict=True)}
