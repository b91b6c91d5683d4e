"""Server-sent events: a job while it runs."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing
from types import FrameType
from typing import Any

from fastapi.concurrency import run_in_threadpool

from vistazo.errors import OverloadedError, StorageUnavailableError
from vistazo.service.schemas import Job

MOST = 64
"""Streams that one process keeps open."""

HEAD_ONLY = "vistazo.head"
"""In the scope of a request that is answered as GET although it was a HEAD."""

ENDED = ("done", "failed", "cancelled")
_POLL_S = 0.1
_SILENCE_S = 15.0
_HEARTBEAT = b": still here\n\n"


class Streams:
    """Follows jobs for clients, a bounded number at once."""

    def __init__(self) -> None:
        self._open = 0
        self._closing = threading.Event()

    def close(self) -> None:
        """End every stream at its next look; browsers come back by themselves."""
        self._closing.set()

    async def follow(self, read: Callable[[], Job]) -> AsyncIterator[bytes]:
        """The events of a job, from how it is now to its end.

        Raises:
            OverloadedError: Too many are followed.
        """
        self._check_room()
        return self._events(await run_in_threadpool(read), read)

    async def wait(self, read: Callable[[], Job], seconds: float) -> Job:
        """A job once it is over, or as it is after so many seconds or when the process ends.

        Raises:
            OverloadedError: Too many are followed.
        """
        self._check_room()
        last, end = await run_in_threadpool(read), time.monotonic() + seconds
        async with aclosing(self._looks(last, read)) as looks:
            async for job in looks:
                last = job
                if time.monotonic() > end:
                    break
        return last

    def _check_room(self) -> None:
        if self._open >= MOST:
            raise OverloadedError(f"{MOST} jobs are being followed; poll it, or try again soon.")

    async def _looks(self, job: Job, read: Callable[[], Job]) -> AsyncGenerator[Job]:
        """The job again and again, until it is over or the process ends."""
        self._open += 1
        try:
            yield job
            while job.state not in ENDED and not self._closing.is_set():
                await asyncio.sleep(_POLL_S)
                with contextlib.suppress(StorageUnavailableError):
                    job = await run_in_threadpool(read)
                yield job
        finally:
            self._open -= 1

    async def _events(self, job: Job, read: Callable[[], Job]) -> AsyncIterator[bytes]:
        said, spoken = b"", time.monotonic()
        async with aclosing(self._looks(job, read)) as looks:
            async for job in looks:
                news = event(job)
                if news == said and time.monotonic() - spoken < _SILENCE_S:
                    continue
                yield _HEARTBEAT if news == said else news
                said, spoken = news, time.monotonic()


def event(job: Job) -> bytes:
    """A job as one event; its name is `progress`, `done` or `failed`."""
    name = {"done": "done", "failed": "failed", "cancelled": "failed"}.get(job.state, "progress")
    return f"event: {name}\ndata: {job.model_dump_json()}\n\n".encode()


@contextlib.contextmanager
def before_exit(action: Callable[[], None]) -> Iterator[None]:
    """Have `action` called as soon as a signal asks the process to end.

    The server waits for open answers before it tells the application, and a stream would keep it
    waiting.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[signal.Signals, Any] = {
        number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)
    }

    def on_signal(number: int, frame: FrameType | None) -> None:
        action()
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number, handler in before.items():
        if callable(handler):
            signal.signal(number, on_signal)
    try:
        yield
    finally:
        for number, handler in before.items():
            if callable(handler):
                signal.signal(number, handler)
