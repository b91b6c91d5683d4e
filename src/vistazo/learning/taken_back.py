"""What can go live where corrections were taken back and nothing new can be made of the rest."""

from __future__ import annotations

from datetime import timedelta

from vistazo.feedback import Correction, CorrectionFilter
from vistazo.feedback.page import LIMIT
from vistazo.learning.parts import Parts
from vistazo.learning.scope import Scope
from vistazo.registry import Version

_MARGIN = timedelta(minutes=1)
"""A version is registered a moment after its corrections were read."""


def untaught_version(parts: Parts, scope: Scope) -> Version:
    """The newest version that was live in this scope before anybody taught what was taken back.

    What is older than a correction cannot have learned it. Where there is no such version, or
    nobody knows what was taken back, as with a profile that was deleted: the base, and for a
    profile what everybody has.
    """
    last = scope.shared if scope.profile else scope.base
    gone = [
        item
        for item in _withdrawn(parts, scope)
        if item.withdrawn_at and item.withdrawn_at >= scope.live.created_at - _MARGIN
    ]
    if not gone:
        return last
    first = min(item.created_at for item in gone)
    lines = parts.registry.log(scope.live.recognizer, scope.profile)
    once_live = {line.version for line in lines if line.action != "reset"}
    older = [
        item
        for item in parts.registry.list(scope.live.recognizer, scope.profile)
        if item.sha256 in once_live and item.created_at < first and item.base == scope.base.sha256
    ]
    return older[0] if older else last


def _withdrawn(parts: Parts, scope: Scope) -> list[Correction]:
    wanted = CorrectionFilter(
        recognizer=scope.live.recognizer, profile=scope.profile or None, state="withdrawn"
    )
    found: list[Correction] = []
    while True:
        page = parts.corrections.page(wanted, offset=len(found), limit=LIMIT)
        found += page.items
        if not page.items or len(found) >= page.total:
            return found
