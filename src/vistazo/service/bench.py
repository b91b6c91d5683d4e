"""Where the work is done: a few threads with a bounded queue before them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import numpy as np

from vistazo.errors import OverloadedError
from vistazo.runtime import Recognizer
from vistazo.service.answers import Recognised
from vistazo.service.pictures import Picture

_INLINE_PIXELS = 128 * 128
"""Up to here raw pixels cost less than the way to a thread and back."""


class Bench:
    """Recognises pictures without holding up the event loop."""

    def __init__(self, threads: int, queue: int) -> None:
        """Start with `threads` threads and room for `queue` pictures that wait."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="recognise")
        self._room = threads + queue

    async def recognise(
        self, recognizer: Recognizer, picture: Picture, outputs: tuple[str, ...], started: float
    ) -> Recognised:
        """Decode and recognise one picture; `started` is the `perf_counter` of its arrival.

        Raises:
            ImageError: The picture cannot be used.
            OverloadedError: The queue is full.
        """
        if isinstance(picture, np.ndarray) and picture.size <= _INLINE_PIXELS:
            return _recognise(recognizer, picture, outputs, started)
        if self._room < 1:
            raise OverloadedError("Too many pictures are waiting; try again in a second.")
        self._room -= 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(
                self._pool, _recognise, recognizer, picture, outputs, started
            )
        finally:
            self._room += 1

    def close(self) -> None:
        """Let running work end; drop what waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _recognise(
    recognizer: Recognizer, picture: Picture, outputs: tuple[str, ...], started: float
) -> Recognised:
    begin = perf_counter()
    pixels = recognizer.decode(picture)
    decoded = perf_counter()
    prediction = recognizer.predict_array(pixels[None], outputs=outputs)[0]
    end = perf_counter()
    return Recognised(
        prediction=prediction,
        decode_ms=(decoded - begin) * 1000,
        inference_ms=(end - decoded) * 1000,
        total_ms=(end - started) * 1000,
    )
