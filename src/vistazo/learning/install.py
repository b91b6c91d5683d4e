"""Bringing model files into a shop."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection

from vistazo.errors import NotFoundError
from vistazo.learning.bundles import ModelFiles
from vistazo.learning.going_live import LEARNER, occasion, relearn_profiles
from vistazo.learning.head import read_card_text
from vistazo.learning.parts import Parts
from vistazo.registry import NewVersion, Promotion
from vistazo.runtime import Card, Recognizer
from vistazo.storage.values import check_text


def install(parts: Parts, files: Sequence[ModelFiles], chosen_by: str = "") -> tuple[str, ...]:
    """Keep model files; each goes live where nothing is, or in place of an older installed one.

    Where people have taught the recogniser something, what they taught is learned on a new file
    first, and the gate decides. Nothing goes live against what a person chose.

    Args:
        parts: The shop's.
        files: Model files and what lies beside them.
        chosen_by: The person who asked for just these files; empty for what comes with Vistazo.

    Returns:
        The names of the recognisers.

    Raises:
        CardError, ModelError: A file is no model of Vistazo's; none of the files is installed.
        StorageError: It could not be kept.
    """
    cards = [_card(parts, item.model) for item in files]
    for card, item in zip(cards, files, strict=True):
        name = check_text("the model's name", card.name, empty=False)
        kept = parts.shelf.keep_files(item)
        assert kept["model"] is not None
        new = NewVersion(
            recognizer=name,
            sha256=kept["model"],
            size=len(item.model),
            kind="shipped",
            base=kept["model"],
            author=LEARNER,
            bank=kept["bank"],
            reader=kept["reader"],
        )
        with parts.database.write() as connection:
            _install(parts, new, connection, chosen_by)
    parts.champions.refresh()
    parts.bell.ring()
    return tuple(card.name for card in cards)


def _card(parts: Parts, model: bytes) -> Card:
    """A model file's card; a file that was never seen before is tried out first."""
    try:
        parts.registry.find(hashlib.sha256(model).hexdigest())
    except NotFoundError:
        return Recognizer(model).card
    return read_card_text(model)


def _install(parts: Parts, new: NewVersion, connection: Connection, chosen_by: str) -> None:
    registry, name = parts.registry, new.recognizer
    parts.database.serialise(connection)
    known = registry.known(new.sha256, connection)
    version = registry.register(new, connection)
    last = registry.last(name, "", connection)
    if last is not None and last.version == version.sha256:
        return
    live = None if last is None else registry.known(last.version, connection)
    if live is None or (live.kind == "shipped" and (chosen_by or _came_along(last))):
        reason = "the first one" if live is None else "another file was installed"
        registry.promote(
            version,
            author=chosen_by or LEARNER,
            reason=reason,
            action="promote" if chosen_by else "install",
            connection=connection,
        )
        relearn_profiles(parts, name, connection)
    elif known is None and live.kind != "shipped":
        payload = occasion(parts, connection, base=version.sha256)
        parts.jobs.enqueue("refit", name, "", payload, connection)


def _came_along(last: Promotion | None) -> bool:
    """Whether what is live came with Vistazo, so that no person chose it."""
    return last is not None and last.action == "install"
