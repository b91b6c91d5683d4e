"""Multipart forms of many files, read piece by piece as they arrive."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from vistazo.errors import BodyTooLargeError, MalformedBodyError
from vistazo.storage.failures import file_failure

MOST_FILES = 10_000
_MOST_FIELDS = 16
_FIELD_BYTES = 4096
_PIECE = 2**20
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip begins, and an empty one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form, wholly arrived.

    Attributes:
        field: The field's name.
        filename: The file's; None for a field that is no file.
        data: The bytes; a file on disk for a zip that is larger than a picture may be, None for
            anything else that is.
    """

    field: str
    filename: str | None
    data: bytes | IO[bytes] | None

    @property
    def text(self) -> str:
        """A field's value."""
        return self.data.decode("utf-8", "replace") if isinstance(self.data, bytes) else ""


class FormReader:
    """Reads one form; never holds more of it than one file's limit, zips aside, which go to disk.

    Files on disk are deleted when it is left.
    """

    def __init__(self, content_type: str, limit: int, folder: Path) -> None:
        """Take a form whose files have up to `limit` bytes each; zips lie in `folder`.

        Raises:
            MalformedBodyError: The content type names no boundary.
        """
        self._limit = limit
        self._folder = folder
        self._opened = ExitStack()
        self._arrived: list[Part] = []
        self._files = self._fields = 0
        self._ended = False
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._disposition = b""
        self._open = _Arriving("", None)
        boundary = parse_options_header(content_type)[1].get(b"boundary")
        if not boundary:
            raise MalformedBodyError("The form's content type must name its boundary.")
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_header_field": self._add_header_name,
                    "on_header_value": self._add_header_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._begin_part,
                    "on_part_data": self._add_data,
                    "on_part_end": self._end_part,
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise _malformed(str(error)) from None

    def __enter__(self) -> FormReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    async def parts(self, body: AsyncIterator[bytes]) -> AsyncGenerator[Part]:
        """The parts, each as soon as it is whole.

        Raises:
            MalformedBodyError: No form, one that breaks off, or one with too many fields.
            BodyTooLargeError: Too many files.
            StorageError: A zip cannot be written to disk.
        """
        async for piece in body:
            try:
                self._parser.write(piece)
            except FormParserError as error:
                raise _malformed(str(error)) from None
            for part in self._arrived:
                yield part
            self._arrived.clear()
            if self._open.is_zip and len(self._open.data) >= _PIECE:
                await run_in_threadpool(self._spill, self._open)
        if not self._ended:
            raise _malformed("it breaks off")

    def _add_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _add_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _end_header(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = bytes(value)
        self._header = (bytearray(), bytearray())

    def _begin_part(self) -> None:
        options = parse_options_header(self._disposition)[1]
        self._disposition = b""
        if b"name" not in options:
            raise FormParserError("a part has no name")
        filename = options.get(b"filename")
        if filename is None:
            self._fields += 1
        else:
            self._files += 1
        if self._fields > _MOST_FIELDS:
            raise FormParserError(f"it has more than {_MOST_FIELDS} fields beside files")
        if self._files > MOST_FILES:
            raise BodyTooLargeError(
                f"A batch may have up to {MOST_FILES:,} files; send it in parts."
            )
        self._open = _Arriving(
            _decoded(options[b"name"]), None if filename is None else _decoded(filename)
        )

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        part = self._open
        if part.too_large:
            return
        part.data += memoryview(data)[start:end]
        if part.filename is None and len(part.data) > _FIELD_BYTES:
            raise FormParserError(f"a field has more than {_FIELD_BYTES} bytes")
        if len(part.data) > self._limit and not part.is_zip:
            part.too_large = True
            part.data = bytearray()

    def _end_part(self) -> None:
        part = self._open
        data: bytes | IO[bytes] | None = None if part.too_large else bytes(part.data)
        if part.file is not None:
            self._spill(part)
            data = part.file
        self._arrived.append(Part(part.field, part.filename, data))
        self._open = _Arriving("", None)

    def _end(self) -> None:
        self._ended = True

    def _spill(self, part: _Arriving) -> None:
        try:
            if part.file is None:
                file = tempfile.TemporaryFile(dir=self._folder, prefix="batch-")  # noqa: SIM115
                part.file = self._opened.enter_context(file)
            part.file.write(part.data)
        except OSError as error:
            raise file_failure(error, self._folder) from error
        part.data = bytearray()


class _Arriving:
    """A part of which more may come."""

    def __init__(self, field: str, filename: str | None) -> None:
        self.field = field
        self.filename = filename
        self.data = bytearray()
        self.file: IO[bytes] | None = None
        self.too_large = False

    @property
    def is_zip(self) -> bool:
        """Whether it starts like a zip."""
        return self.file is not None or self.data.startswith(ZIP_STARTS)


def _decoded(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("latin-1")


def _malformed(reason: str) -> MalformedBodyError:
    return MalformedBodyError(f"The multipart form cannot be read: {reason}.")
