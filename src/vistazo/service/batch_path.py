"""The routes that take many files: they answer each as it is done."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Coroutine, Iterator
from contextlib import ExitStack, aclosing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from starlette.datastructures import Headers
from starlette.types import Receive, Send

from vistazo.errors import OptionError, OverloadedError
from vistazo.service.arrivals import Arrivals
from vistazo.service.batch_work import LineWorker, TagWorker, Worker
from vistazo.service.batches import Batch
from vistazo.service.bench import Bench
from vistazo.service.bodies import ClientGoneError, stream_body
from vistazo.service.finder import Finder
from vistazo.service.query import Query, fraction
from vistazo.service.recorder import Recorder
from vistazo.service.settings import Settings
from vistazo.service.wishes import Wish

MOST_BATCHES = 4
"""That one process works on at once."""

THRESHOLD = "0.5"
"""From which a photo is given a label, where existing front ends do not say."""

_TOP = 5
_LINES = [(b"content-type", b"application/x-ndjson"), (b"cache-control", b"no-store")]

Result = TypeVar("Result")


class BatchPath:
    """Answers the routes that take many files."""

    def __init__(
        self,
        finder: Finder,
        settings: Settings,
        recorder: Recorder | None,
        bench: Bench,
        folder: Path,
    ) -> None:
        """Answer with what `finder` finds; what has to wait on disk lies in `folder`."""
        self._finder = finder
        self._recorder = recorder
        self._bench = bench
        self._arrivals = Arrivals(settings.upload_limit, folder)
        self._limit = settings.batch_limit
        self._seconds = float(settings.body_timeout_s)
        self._open = 0

    async def predict(
        self, name: str, query: Query, headers: Headers, receive: Receive, send: Send
    ) -> None:
        """Answer `/v1/models/{name}/predict-batch`, line by line.

        Raises:
            VistazoError: The batch as a whole cannot be used; nothing was sent.
            ClientGoneError: The client went away.
        """
        recognizer = await self._finder.find(name, query, headers)
        most = len(recognizer.labels)
        top = query.whole("top", 1, most, default=min(_TOP, most))
        threshold = query.fraction("threshold")
        if threshold is not None and recognizer.card.task != "many":
            raise OptionError(f"{name!r} gives one label; it takes no threshold.")
        worker = Worker(recognizer, self._recorder, Wish.of(query, "batch"), threshold)
        with self._turn() as opened:
            async with Batch(*self._bench.for_batches, LineWorker(worker, top)) as batch:
                body = self._body(headers, receive)
                await self._arrivals.take(headers.get("content-type", ""), body, batch, opened)
                await _while_there(receive, self._send_lines(batch, send))

    async def photos(self, headers: Headers, receive: Receive) -> dict[str, Any]:
        """The answer of `/batch_predict`.

        Raises:
            VistazoError: The batch as a whole cannot be used.
            ClientGoneError: The client went away.
        """
        recognizer = self._finder.models.photos()
        with self._turn() as opened:
            body = self._body(headers, receive)
            content_type = headers.get("content-type", "")
            tasks, fields = await self._arrivals.keep(content_type, body, opened)
            threshold = fraction("threshold", fields.get("threshold", THRESHOLD))
            worker = Worker(recognizer, self._recorder, Wish(source="batch"), threshold)
            async with Batch(*self._bench.for_batches, TagWorker(worker)) as batch:
                batch.add_later(tasks)
                found = dict(await _while_there(receive, _all(batch)))
        results = [found[index] for index in range(len(tasks))]
        return {"success": True, "total": len(results), "results": results}

    @contextmanager
    def _turn(self) -> Iterator[ExitStack]:
        """Room for one batch, and what is closed when it is over."""
        if self._open >= MOST_BATCHES:
            raise OverloadedError(f"{MOST_BATCHES} batches are being worked on; try again soon.")
        self._open += 1
        try:
            with ExitStack() as opened:
                yield opened
        finally:
            self._open -= 1

    def _body(self, headers: Headers, receive: Receive) -> AsyncGenerator[bytes]:
        return stream_body(headers, receive, self._limit, self._seconds)

    async def _send_lines(self, batch: Batch[tuple[bool, bytes]], send: Send) -> None:
        counts = {True: 0, False: 0}
        await send({"type": "http.response.start", "status": 200, "headers": [*_LINES]})
        async with aclosing(batch.results()) as results:
            async for recognised, line in results:
                counts[recognised] += 1
                await self._send_piece(send, line, more=True)
        end = {"done": True, "total": batch.total}
        end |= {"recognised": counts[True], "failed": counts[False]}
        await self._send_piece(send, json.dumps(end).encode() + b"\n", more=False)

    async def _send_piece(self, send: Send, piece: bytes, *, more: bool) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await send({"type": "http.response.body", "body": piece, "more_body": more})
        except TimeoutError:
            raise ClientGoneError from None


async def _all(batch: Batch[Result]) -> list[Result]:
    async with aclosing(batch.results()) as results:
        return [item async for item in results]


async def _while_there(receive: Receive, work: Coroutine[Any, Any, Result]) -> Result:
    """What `work` gives, unless the client goes away before it is done."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientGoneError
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
