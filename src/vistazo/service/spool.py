"""Files that wait on disk until everything has arrived."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import IO

from vistazo.storage.failures import file_failure

_IN_MEMORY = 8 * 2**20


class Spool:
    """Keeps bytes one after the other; on disk beyond the first few megabytes.

    Attributes:
        file: All of them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            max_size=_IN_MEMORY, dir=str(folder), prefix="batch-"
        )
        self._lock = threading.Lock()
        self._size = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self.file.close()

    def put(self, data: bytes) -> tuple[int, int]:
        """Keep bytes; where they lie, for `get`.

        Raises:
            StorageError: They cannot be written.
        """
        with self._lock:
            place = (self._size, len(data))
            try:
                self.file.seek(self._size)
                self.file.write(data)
            except OSError as error:
                raise file_failure(error, self._folder) from error
            self._size += len(data)
        return place

    def get(self, place: tuple[int, int]) -> bytes:
        """What `put` kept there.

        Raises:
            StorageError: It cannot be read.
        """
        start, length = place
        with self._lock:
            try:
                self.file.seek(start)
                return self.file.read(length)
            except OSError as error:
                raise file_failure(error, self._folder) from error
