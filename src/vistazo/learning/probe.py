"""Trying a model file out: how fast it is, and whether it says what was fitted."""

from __future__ import annotations

import time

import numpy as np

from vistazo.learning.head import Head
from vistazo.runtime import Recognizer
from vistazo.types import UInt8Array

_RUNS = 15


def _probe() -> UInt8Array:
    """Some pictures with ink, uint8 (8, 28, 28), always the same."""
    generator = np.random.default_rng(0)
    pictures = np.zeros((8, 28, 28), np.uint8)
    for picture in pictures:
        row, column = generator.integers(4, 16, 2)
        picture[row : row + 9, column : column + 3] = 255
        picture[row : row + 3, column : column + 9] = 255
    return pictures


def disagreement(recognizer: Recognizer, head: Head) -> float:
    """Largest difference between a file's probabilities and the head's own."""
    found = recognizer.run(_probe(), outputs=("probability", "embedding"))
    wanted = head.probabilities(found["embedding"])
    return float(np.abs(found["probability"] - wanted).max())


def fastest_milliseconds(*recognizers: Recognizer) -> list[float]:
    """The fastest of several runs of one small picture, in turns."""
    picture = _probe()[:1]
    best = [float("inf")] * len(recognizers)
    for _ in range(_RUNS):
        for index, recognizer in enumerate(recognizers):
            began = time.perf_counter()
            recognizer.run(picture, outputs=("probability", "novelty"))
            best[index] = min(best[index], (time.perf_counter() - began) * 1000)
    return best
