"""From the body of a batch to its pictures: a form of files and zips, or one zip."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, NoReturn

from starlette.concurrency import run_in_threadpool

from vistazo.errors import (
    BodyTooLargeError,
    MalformedBodyError,
    UnsupportedBodyError,
    VistazoError,
)
from vistazo.service.batches import Batch, Read, Task
from vistazo.service.forms import MOST_FILES, ZIP_STARTS, FormReader, Part
from vistazo.service.spool import Spool
from vistazo.service.zips import PictureZip

_ZIPS = ("application/zip", "application/x-zip-compressed")
_FORM = "multipart/form-data"


@dataclass(frozen=True)
class Arrivals:
    """Where files arrive, and how large they may be.

    Attributes:
        file_limit: Bytes of one file.
        folder: Where lies what does not belong in memory, until the request has been answered.
    """

    file_limit: int
    folder: Path

    async def take(
        self, content_type: str, body: AsyncGenerator[bytes], batch: Batch[Any], opened: ExitStack
    ) -> None:
        """Begin with the pictures as they arrive, and with those of zips when all has arrived.

        Args:
            content_type: Of the body.
            body: Piece by piece.
            batch: Takes the pictures.
            opened: Closes what zips lie in, once the batch is over.

        Raises:
            RequestError: The batch as a whole cannot be used.
            StorageError: A zip cannot be kept until it is read.
        """
        if _media_type(content_type) in _ZIPS:
            self._add_zip(batch, await self._zip(body, opened))
        else:
            async with aclosing(self._parts(content_type, body, opened)) as parts:
                async for part in parts:
                    await self._add(batch, part)
        if not batch.total:
            raise nothing_came()

    async def keep(
        self, content_type: str, body: AsyncGenerator[bytes], opened: ExitStack
    ) -> tuple[list[Task], dict[str, str]]:
        """The pictures of a form, for later, and its other fields.

        Raises:
            RequestError, StorageError: As `take`.
        """
        spool = opened.enter_context(Spool(self.folder))
        tasks: list[Task] = []
        fields: dict[str, str] = {}
        async with aclosing(self._parts(content_type, body, opened)) as parts:
            async for part in parts:
                if part.filename is None:
                    fields[part.field] = part.text
                    continue
                read = self._reader(part)
                if isinstance(part.data, bytes):
                    read = partial(spool.get, await run_in_threadpool(spool.put, part.data))
                tasks.append(Task(len(tasks), part.filename, read))
        if not tasks:
            raise nothing_came()
        return tasks, fields

    async def _parts(
        self, content_type: str, body: AsyncGenerator[bytes], opened: ExitStack
    ) -> AsyncGenerator[Part]:
        found = _media_type(content_type)
        if found != _FORM:
            raise UnsupportedBodyError(
                f"The content type {found or '(none)'!r} is not taken here; send files as {_FORM}."
            )
        form = opened.enter_context(FormReader(content_type, self.file_limit, self.folder))
        async with aclosing(body), aclosing(form.parts(body)) as parts:
            async for part in parts:
                yield part

    async def _zip(self, body: AsyncGenerator[bytes], opened: ExitStack) -> PictureZip:
        spool = opened.enter_context(Spool(self.folder))
        async with aclosing(body):
            async for piece in body:
                await run_in_threadpool(spool.put, piece)
        return await run_in_threadpool(PictureZip, spool.file, self.file_limit)

    async def _add(self, batch: Batch[Any], part: Part) -> None:
        """A file; a zip that cannot be opened is one picture that cannot be read."""
        if part.filename is None:
            return
        read, data = self._reader(part), part.data
        if data is not None and not (isinstance(data, bytes) and not _is_zip(data)):
            file: IO[bytes] = io.BytesIO(data) if isinstance(data, bytes) else data
            try:
                archive = await run_in_threadpool(PictureZip, file, self.file_limit)
            except VistazoError as error:
                read = partial(_fail, error)
            else:
                self._add_zip(batch, archive)
                return
        await batch.add(Task(batch.next_index(), part.filename, read))

    def _add_zip(self, batch: Batch[Any], archive: PictureZip) -> None:
        names = archive.names
        if batch.total + len(names) > MOST_FILES:
            raise BodyTooLargeError(
                f"A batch may have up to {MOST_FILES:,} files; send it in parts."
            )
        first = batch.next_index(len(names))
        batch.add_later(
            Task(first + place, name, partial(archive.read, place))
            for place, name in enumerate(names)
        )

    def _reader(self, part: Part) -> Read:
        data = part.data
        if data is None:
            return partial(
                _fail,
                BodyTooLargeError(
                    f"A file may have up to {self.file_limit} bytes; make it smaller."
                ),
            )
        return (lambda: data) if isinstance(data, bytes) else partial(data.read, 12)


def nothing_came() -> MalformedBodyError:
    """The error for a batch without a file."""
    return MalformedBodyError("The batch holds no file: send at least one picture.")


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _is_zip(data: bytes) -> bool:
    return data.startswith(ZIP_STARTS)


def _fail(error: VistazoError) -> NoReturn:
    raise error
