"""A recogniser's files in a site, and the row that tells of them."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vistazo.errors import ModelError
from vistazo.learning import ModelFiles
from vistazo.runtime import Bank, Recognizer
from vistazo.runtime.bundle import BANK_SUFFIX, READER_SUFFIX
from vistazo.runtime.text.reader import Reader
from vistazo.service.answers import model_row

FOLDER = "models"
_HASH = 12
_WORTH = 0.97
"""Of its size; what hardly shrinks is not kept compressed as well."""


@dataclass(frozen=True)
class SiteModel:
    """A recogniser of a site.

    Attributes:
        row: What the page is told of it.
        draws: Whether a drawing can be given to it.
    """

    row: dict[str, Any]
    draws: bool


def write_model(folder: Path, files: ModelFiles) -> SiteModel:
    """Write a recogniser's files below `folder`, each under a name that holds its hash.

    Raises:
        CardError, ModelError: One of them is none of Vistazo's, or belongs to another.
    """
    recognizer = Recognizer(files.model)
    recognizer.reader = Reader(files.reader) if files.reader else None
    card = recognizer.card
    stem = f"{FOLDER}/{re.sub(r'[^A-Za-z0-9_-]', '_', card.name)}"

    def write(data: bytes | None, suffix: str) -> str | None:
        if data is None:
            return None
        name = f"{stem}-{hashlib.sha256(data).hexdigest()[:_HASH]}{suffix}"
        _write(folder / name, data)
        return name

    places = {
        "model": write(files.model, ".onnx"),
        "reader": write(files.reader, READER_SUFFIX),
        "bank": write(files.bank, BANK_SUFFIX),
    }
    if places["bank"] is not None:
        _check_bank(folder / places["bank"], recognizer)
    row = {**model_row(recognizer), "thresholds": dict(card.thresholds), "files": places}
    return SiteModel(row, card.input == "ink" and card.task == "one")


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    if path.suffix == ".onnx":
        packed = gzip.compress(data, 9, mtime=0)
        if len(packed) < _WORTH * len(data):
            path.with_name(path.name + ".gz").write_bytes(packed)


def _check_bank(path: Path, recognizer: Recognizer) -> None:
    """What was learned here is another file than the one that the bank was made for."""
    bank = Bank.load(path)
    if bank.model != recognizer.sha256 and recognizer.card.parent is None:
        raise ModelError(
            f"The bank of {recognizer.id} was made for another file "
            f"({bank.model[:_HASH]}); put the one beside it that was exported with it."
        )
