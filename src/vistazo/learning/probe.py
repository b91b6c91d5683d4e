"""Trying a model file out: how fast it is, and whether it says what was fitted."""

from __future__ import annotations

import time

import numpy as np

from vistazo.learning.head import Head
from vistazo.runtime import Recognizer
from vistazo.types import UInt8Array

_RUNS, _ROUNDS, _PATIENCE_S = 5, 40, 0.5
_ALIKE = 1.2


def _probe(recognizer: Recognizer) -> UInt8Array:
    """Some pictures, always the same: uint8 (8, 28, 28), or (8, 28, 28, 3) for photos."""
    generator = np.random.default_rng(0)
    pictures = np.zeros((8, 28, 28), np.uint8)
    for picture in pictures:
        row, column = generator.integers(4, 16, 2)
        picture[row : row + 9, column : column + 3] = 255
        picture[row : row + 3, column : column + 9] = 255
    if recognizer.card.input == "photo":
        return np.repeat(pictures[..., None], 3, axis=3)
    return pictures


def disagreement(recognizer: Recognizer, head: Head) -> float:
    """Largest difference between a file's probabilities and the head's own."""
    found = recognizer.run(_probe(recognizer), outputs=("probability", "embedding"))
    wanted = head.probabilities(found["embedding"])
    return float(np.abs(found["probability"] - wanted).max())


def fastest_milliseconds(before: Recognizer, after: Recognizer) -> tuple[float, float]:
    """The fastest of many runs of one small picture, in turns.

    On a busy machine it takes some patience for both to have had a quiet moment.
    """
    picture = _probe(before)[:1]
    best = [float("inf")] * 2
    until = time.perf_counter() + _PATIENCE_S
    for _ in range(_ROUNDS):
        for _ in range(_RUNS):
            for index, recognizer in enumerate((before, after)):
                began = time.perf_counter()
                recognizer.run(picture, outputs=("probability", "novelty"))
                best[index] = min(best[index], (time.perf_counter() - began) * 1000)
        if best[1] <= _ALIKE * best[0] or time.perf_counter() > until:
            break
    return best[0], best[1]
