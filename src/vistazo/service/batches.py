"""Many pictures of one request, on their way through the threads."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Generic, TypeVar

Read = Callable[[], bytes]
"""Gives a picture's bytes; called in a thread, and once."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Task:
    """One picture of a batch.

    Attributes:
        index: Its place in the batch.
        filename: As it was sent.
        read: Gives its bytes.
    """

    index: int
    filename: str
    read: Read


class Batch(Generic[Result]):
    """Works pictures off in threads, never more than a few at once, and gives what comes of it.

    What is done waits for its taker, and while it does, nothing new is begun that `later` holds.
    """

    def __init__(self, pool: Executor, most: int, work: Callable[[Task], Result]) -> None:
        """Have `pool` do `work`, on up to `most` pictures at once."""
        self._pool = pool
        self._most = most
        self._work = work
        self._running: set[asyncio.Future[Result]] = set()
        self._done: deque[asyncio.Future[Result]] = deque()
        self._later: list[Iterator[Task]] = []
        self._changed = asyncio.Event()
        self.total = 0

    def next_index(self, count: int = 1) -> int:
        """The place of the next picture, and of `count` - 1 after it."""
        self.total += count
        return self.total - count

    async def add(self, task: Task) -> None:
        """Begin with a picture as soon as there is a thread for it."""
        while len(self._running) >= self._most:
            await self._change()
        self._start(task)

    def add_later(self, tasks: Iterable[Task]) -> None:
        """Begin with these pictures when the results are being taken."""
        self._later.append(iter(tasks))

    async def results(self) -> AsyncGenerator[Result]:
        """What has come of each picture, in the order in which they are done."""
        while True:
            while self._done:
                yield self._done.popleft().result()
            while len(self._running) < self._most and (task := self._next()) is not None:
                self._start(task)
            if not self._running and not self._done:
                return
            if not self._done:
                await self._change()

    async def __aenter__(self) -> Batch[Result]:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Drop what has not begun, and wait for what has."""
        self._later.clear()
        for future in self._running:
            future.cancel()
        if self._running:
            await asyncio.wait(self._running)

    def _next(self) -> Task | None:
        while self._later:
            task = next(self._later[0], None)
            if task is not None:
                return task
            del self._later[0]
        return None

    def _start(self, task: Task) -> None:
        future = asyncio.get_running_loop().run_in_executor(self._pool, self._work, task)
        self._running.add(future)
        future.add_done_callback(self._end)

    def _end(self, future: asyncio.Future[Result]) -> None:
        self._running.discard(future)
        if not future.cancelled():
            self._done.append(future)
        self._changed.set()

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()
