"""Bringing model files into a shop."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from vistazo.learning.bundles import ModelFiles
from vistazo.learning.going_live import LEARNER, occasion, relearn_profiles
from vistazo.learning.parts import Parts
from vistazo.registry import NewVersion, Version
from vistazo.runtime import Recognizer
from vistazo.storage.values import check_text


def install(parts: Parts, files: Sequence[ModelFiles]) -> tuple[str, ...]:
    """Keep model files; each goes live where nothing is, or in place of an older installed one.

    Where people have taught the recogniser something, what they taught is learned on the new file
    first, and the gate decides. What was installed before changes nothing.

    Returns:
        The names of the recognisers.

    Raises:
        CardError, ModelError: A file is no model of Vistazo's; none of the files is installed.
        StorageError: It could not be kept.
    """
    recognizers = [Recognizer(item.model) for item in files]
    for recognizer, item in zip(recognizers, files, strict=True):
        check_text("the model's name", recognizer.card.name, empty=False)
        kept = parts.shelf.keep_files(item)
        new = NewVersion(
            recognizer=recognizer.card.name,
            sha256=recognizer.sha256,
            size=recognizer.size,
            kind="shipped",
            base=recognizer.sha256,
            author=LEARNER,
            bank=kept["bank"],
            reader=kept["reader"],
        )
        with parts.database.write() as connection:
            _install(parts, new, connection)
    parts.champions.refresh()
    parts.bell.ring()
    return tuple(recognizer.card.name for recognizer in recognizers)


def _install(parts: Parts, new: NewVersion, connection: Connection) -> None:
    registry, name = parts.registry, new.recognizer
    parts.database.serialise(connection)
    known = registry.known(new.sha256, connection)
    version = registry.register(new, connection)
    live = registry.own(name, "", connection)
    if live is None or (not known and _is_shipped(registry.known(live, connection))):
        reason = "the first one" if live is None else "a newer file was installed"
        registry.promote(
            version, author=LEARNER, reason=reason, action="install", connection=connection
        )
        relearn_profiles(parts, name, connection)
    elif not known:
        payload = occasion(parts, connection, base=version.sha256)
        parts.jobs.enqueue("refit", name, "", payload, connection)


def _is_shipped(version: Version | None) -> bool:
    return version is not None and version.kind == "shipped"
