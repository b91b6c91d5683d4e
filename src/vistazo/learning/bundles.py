"""The files that come together when a recogniser is installed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from vistazo.runtime import shipped_models
from vistazo.runtime.shelf import read_bank, read_model, read_reader


class ModelFiles(NamedTuple):
    """A model file and what lies beside it.

    Attributes:
        model: Bytes of the model file.
        bank: Bytes of its bank; without it the recogniser cannot learn.
        reader: Bytes of its reader of lines.
    """

    model: bytes
    bank: bytes | None = None
    reader: bytes | None = None


def read_files(name: str | os.PathLike[str]) -> ModelFiles:
    """The files of a shipped name or `name@version`, or beside a path.

    Raises:
        ModelNotFoundError: Nothing there.
        ModelError: There, but not readable.
    """
    return ModelFiles(read_model(name), read_bank(name), read_reader(name))


def read_all_files(names: Sequence[str] = ()) -> list[ModelFiles]:
    """The files of each of these, of everything that ships if there are none."""
    return [read_files(name) for name in names or shipped_models()]
