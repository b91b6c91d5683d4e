"""Corrections as one zip file, which may be larger than memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Literal

from vistazo.feedback import Correction, export_corrections
from vistazo.storage import FileStore
from vistazo.storage.failures import file_failure

_CHUNK = 2**18


def zipped(
    corrections: Sequence[Correction],
    images: FileStore,
    form: Literal["folder", "csv", "voc"],
    folder: Path,
) -> Iterator[bytes]:
    """The zip file piece by piece; it lies in `folder` until it has been read.

    Raises:
        OptionError: The form cannot carry one of the corrections.
        StorageError: No room is left, or a picture cannot be read.
    """
    try:
        with ExitStack() as opened:
            file = opened.enter_context(tempfile.TemporaryFile(dir=folder, prefix="export-"))
            export_corrections(corrections, images, form, file)
            file.seek(0)
            return _pieces(file, opened.pop_all())
    except OSError as error:
        raise file_failure(error, folder) from error


def _pieces(file: IO[bytes], opened: ExitStack) -> Iterator[bytes]:
    with opened:
        while piece := file.read(_CHUNK):
            yield piece
