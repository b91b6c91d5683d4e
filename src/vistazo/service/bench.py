"""Where the work is done: a few threads with a bounded queue before them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from time import perf_counter

import numpy as np

from vistazo.errors import OverloadedError
from vistazo.runtime import Prior, Recognizer
from vistazo.runtime.text.page import load_page
from vistazo.service.pictures import Picture
from vistazo.service.timed import Answer, Timed, recognise_now, timed
from vistazo.types import Prediction, Reading

_INLINE_PIXELS = 128 * 128
"""Up to here raw pixels of ink cost less than the way to a thread and back."""


_CORES = os.cpu_count() or 1


class Bench:
    """Recognises pictures without holding up the event loop."""

    def __init__(self, threads: int, queue: int) -> None:
        """Start with `threads` threads and room for `queue` pictures that wait."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="recognise")
        self._room = threads + queue
        # Apart from the others, lest a single picture wait behind a thousand.
        self._batches = ThreadPoolExecutor(_CORES, thread_name_prefix="batch")

    @property
    def for_batches(self) -> tuple[Executor, int]:
        """The threads of those who send many pictures, one a core, and how many to give them."""
        return self._batches, 2 * _CORES

    async def recognise(
        self,
        recognizer: Recognizer,
        picture: Picture,
        started: float,
        *,
        outputs: tuple[str, ...] = (),
        prior: Prior = None,
        threshold: float | None = None,
    ) -> Timed[Prediction]:
        """Decode and recognise one picture; `started` is the `perf_counter` of its arrival.

        Raises:
            ImageError: The picture cannot be used.
            OptionError: `prior` is none of the model's, or it takes no `threshold`.
            OverloadedError: The queue is full.
        """

        def work() -> Timed[Prediction]:
            return recognise_now(
                recognizer, picture, started, outputs=outputs, prior=prior, threshold=threshold
            )

        is_small = isinstance(picture, np.ndarray) and picture.size <= _INLINE_PIXELS
        if is_small and recognizer.card.input == "ink":
            return work()
        return await self._do(work)

    async def read(
        self, recognizer: Recognizer, picture: Picture, started: float, *, top: int
    ) -> Timed[Reading]:
        """Decode and read one page, with `top` alternatives for each character.

        Raises:
            ImageError: The picture cannot be used.
            ReaderNotFoundError: The model does not read.
            OverloadedError: The queue is full.
        """

        def work() -> Timed[Reading]:
            begin = perf_counter()
            page = load_page(picture)
            decoded = perf_counter()
            return timed(recognizer.read_page(page, top=top), started, begin, decoded)

        return await self._do(work)

    async def _do(self, work: Callable[[], Timed[Answer]]) -> Timed[Answer]:
        if self._room < 1:
            raise OverloadedError("Too many pictures are waiting; try again in a second.")
        self._room -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._room += 1

    def close(self) -> None:
        """Let running work end; drop what waits."""
        self._batches.shutdown(wait=True, cancel_futures=True)
        self._pool.shutdown(wait=True, cancel_futures=True)
