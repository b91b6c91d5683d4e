"""Zips of pictures: looked into with care, and unpacked one entry at a time, never to disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from typing import IO, Any

from vistazo.errors import (
    BodyTooLargeError,
    DamagedImageError,
    MalformedBodyError,
    UnsupportedImageError,
)
from vistazo.service.forms import MOST_FILES, ZIP_STARTS

TOTAL_BYTES = 4 * 2**30
"""Unpacked, of all entries together."""

_LIST_BYTES = 4 * 2**20
_RATIO = 100
_RATIO_FROM = 2**20
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class PictureZip:
    """The pictures of one zip; may be read from many threads.

    Attributes:
        names: Of the entries, folders and hidden files left out. They are only names: nothing is
            ever written to where they point.
    """

    def __init__(self, file: IO[bytes], limit: int) -> None:
        """Read the list of entries, each of which may have `limit` bytes.

        Raises:
            MalformedBodyError: No zip, or a damaged one.
            BodyTooLargeError: Too many entries, or too much to unpack.
        """
        self._limit = limit
        listing = _Listing(file)
        try:
            self._archive = zipfile.ZipFile(listing)
        except BodyTooLargeError:
            raise
        # The library answers damage with many kinds of exceptions.
        except Exception as error:  # noqa: BLE001
            raise MalformedBodyError(f"The zip cannot be read: {error}.") from None
        listing.open = True
        self._entries = [entry for entry in self._archive.infolist() if _is_wanted(entry)]
        if len(self._entries) > MOST_FILES:
            raise _too_many()
        if sum(entry.file_size for entry in self._entries) > TOTAL_BYTES:
            raise BodyTooLargeError(
                f"A zip may unpack to {TOTAL_BYTES // 2**30} GiB; send it in parts."
            )
        self.names: Sequence[str] = [entry.filename for entry in self._entries]

    def read(self, place: int) -> bytes:
        """Unpack one entry.

        Raises:
            BodyTooLargeError: It is too large, or packed too tightly for a picture.
            UnsupportedImageError: It is encrypted, or a zip itself, or packed in a rare way.
            DamagedImageError: It does not unpack.
        """
        entry = self._entries[place]
        self._check(entry)
        try:
            with self._archive.open(entry) as unpacked:
                data = unpacked.read(self._limit + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise DamagedImageError(f"It cannot be unpacked ({error}); zip it again.") from None
        if data.startswith(ZIP_STARTS):
            raise UnsupportedImageError("A zip inside a zip is not looked into; unpack it first.")
        return data

    def _check(self, entry: zipfile.ZipInfo) -> None:
        if entry.flag_bits & _ENCRYPTED:
            raise UnsupportedImageError("It is encrypted; zip it without a password.")
        if entry.compress_type not in _METHODS:
            raise UnsupportedImageError("It is packed in a way that is not read; zip it as usual.")
        if entry.file_size > self._limit:
            raise BodyTooLargeError(f"A file may have up to {self._limit} bytes; make it smaller.")
        if entry.file_size > max(_RATIO_FROM, _RATIO * entry.compress_size):
            raise BodyTooLargeError(
                f"{entry.compress_size} bytes would unpack to {entry.file_size}; no picture does."
            )


class _Listing:
    """A zip's file, of which little may be read at once while its entries are being listed.

    The library reads the whole list into memory, however long it says that it is.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.open = False

    def read(self, size: int = -1) -> bytes:
        if not self.open and size > _LIST_BYTES:
            raise _too_many()
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return not (entry.is_dir() or hidden or "__MACOSX" in parts)


def _too_many() -> BodyTooLargeError:
    return BodyTooLargeError(f"A zip may have up to {MOST_FILES:,} files; send it in parts.")
