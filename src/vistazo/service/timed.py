"""Recognising, with the time that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Generic, TypeVar

from vistazo.image import ImageSource
from vistazo.runtime import Prior, Recognizer
from vistazo.types import Prediction

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Timed(Generic[Answer]):
    """An answer and the milliseconds that it took."""

    answer: Answer
    decode_ms: float
    inference_ms: float
    total_ms: float


def recognise_now(
    recognizer: Recognizer,
    picture: ImageSource,
    started: float | None = None,
    *,
    outputs: tuple[str, ...] = (),
    prior: Prior = None,
    threshold: float | None = None,
) -> Timed[Prediction]:
    """Decode and recognise one picture.

    Args:
        recognizer: What answers.
        picture: As for `Recognizer.predict`.
        started: The `perf_counter` of its arrival; now, if None.
        outputs: As for `Recognizer.predict`.
        prior: As for `Recognizer.predict`.
        threshold: As for `Recognizer.predict`.

    Raises:
        ImageError: The picture cannot be used.
        OptionError: An option is none of the recogniser's.
    """
    begin = perf_counter()
    started = begin if started is None else started
    pixels = recognizer.decode(picture)
    decoded = perf_counter()
    (answer,) = recognizer.predict_array(
        pixels[None], outputs=outputs, prior=prior, threshold=threshold
    )
    return timed(answer, started, begin, decoded)


def timed(answer: Answer, started: float, begin: float, decoded: float) -> Timed[Answer]:
    """An answer that is there now, by when its picture came, was begun and was decoded."""
    end = perf_counter()
    return Timed(
        answer=answer,
        decode_ms=(decoded - begin) * 1000,
        inference_ms=(end - decoded) * 1000,
        total_ms=(end - started) * 1000,
    )
