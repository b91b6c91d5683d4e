"""From a prediction to the JSON of each route."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from vistazo.runtime import Recognizer
from vistazo.service.timed import Timed
from vistazo.types import Box, Float32Array, Line, Prediction, Reading, Score

_DIGITS = 6
_VERSION_DIGITS = 12
"""Of a sha256, in what a file is called by."""


def prediction_answer(
    done: Timed[Prediction],
    top: int,
    identifier: str | None,
    attended: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The answer of `/v1/models/{name}/predict`.

    Args:
        done: What was found.
        top: How many of the most probable labels are named beside.
        identifier: Its place in the history.
        attended: Labels that the attention is told for, if there is any; all if None.
    """
    prediction = done.answer
    answer: dict[str, Any] = {
        "id": identifier,
        "model": prediction.model,
        "label": prediction.label,
        "labels": list(prediction.labels),
        "confidence": round(prediction.confidence, _DIGITS),
        "verdict": prediction.verdict,
        "novelty": round(prediction.novelty, _DIGITS),
        "probabilities": _rounded(prediction.probabilities),
        "top": [_score("label", score) for score in prediction.top(top)],
        "timing_ms": _timing(done),
    }
    if prediction.seen is not None:
        answer["seen"] = _seen(prediction.seen)
    if prediction.attention is not None:
        labels = list(prediction.probabilities)
        answer["attention"] = _attention(prediction.attention, labels, attended or labels)
    return answer


def digit_answer(done: Timed[Prediction]) -> dict[str, Any]:
    """The answer of `/predict-image`."""
    return {
        "predicted_digit": _number(done.answer.label),
        "confidence": round(done.answer.confidence, _DIGITS),
        "probabilities": _rounded(done.answer.probabilities),
    }


def timed_digit_answer(done: Timed[Prediction]) -> dict[str, Any]:
    """The answer of `/predict` to a picture."""
    return {
        "prediction": _number(done.answer.label),
        "confidence": round(done.answer.confidence, _DIGITS),
        "preprocessing_time_ms": round(done.decode_ms, 3),
        "inference_time_ms": round(done.inference_ms, 3),
        "total_time_ms": round(done.total_ms, 3),
    }


def character_answer(done: Timed[Prediction]) -> dict[str, Any]:
    """The answer of `/predict` to a list of numbers."""
    return {
        "character": done.answer.label,
        "confidence": round(done.answer.confidence, _DIGITS),
        "top5": [_score("character", score) for score in done.answer.top(5)],
    }


def photo_answer(done: Timed[Prediction], filename: str, threshold: float) -> dict[str, Any]:
    """The answer of `/predict` to a form."""
    return {
        "success": True,
        "filename": filename,
        "threshold": threshold,
        "predictions": tag_scores(done.answer),
        "all_probabilities": _rounded(done.answer.probabilities),
    }


def tag_scores(prediction: Prediction) -> list[dict[str, Any]]:
    """The labels that a photo is given, as existing front ends read them."""
    return [
        {"label": label, "confidence": round(prediction.probabilities[label], _DIGITS)}
        for label in prediction.labels
    ]


def reading_answer(done: Timed[Reading]) -> dict[str, Any]:
    """The answer of `/v1/models/{name}/read`."""
    reading = done.answer
    return {
        "model": reading.model,
        "text": reading.text,
        "confidence": round(reading.confidence, _DIGITS),
        "verdict": reading.verdict,
        "partial": reading.partial,
        "lines": [_line(line) for line in reading.lines],
        "timing_ms": _timing(done),
    }


def text_answer(done: Timed[Reading]) -> dict[str, Any]:
    """The answer of `/predict_text`."""
    inked = [
        item for line in done.answer.lines for item in line.characters if item.character != " "
    ]
    return {
        "text": done.answer.text,
        "confidence": round(done.answer.confidence, _DIGITS),
        "segments": [
            {
                "character": item.character,
                "confidence": round(item.confidence, _DIGITS),
                "top5": [_score("character", score) for score in item.top[:5]],
                "box": _box(item.box),
            }
            for item in inked
        ],
    }


def model_row(recognizer: Recognizer) -> dict[str, Any]:
    """A model's main facts."""
    card = recognizer.card
    return {
        "name": card.name,
        "id": recognizer.id,
        "task": card.task,
        "input": card.input,
        "labels": list(card.labels),
        "version": card.version,
        "metrics": [asdict(metric) for metric in card.metrics],
        "priors": list(card.priors),
        "prior": card.prior,
        "reader": recognizer.reader.id if recognizer.reader else None,
        "bank": _bank(recognizer),
        "about": card.about,
    }


def model_answer(recognizer: Recognizer) -> dict[str, Any]:
    """A model's whole card, with its file's hash and size."""
    reader = recognizer.reader
    return {
        "id": recognizer.id,
        "sha256": recognizer.sha256,
        "size": recognizer.size,
        **asdict(recognizer.card),
        "reader": reader.id if reader else None,
        "reader_card": asdict(reader.card) if reader else None,
        "bank": _bank(recognizer),
    }


def _bank(recognizer: Recognizer) -> str | None:
    return recognizer.bank and recognizer.bank[:_VERSION_DIGITS]


def _timing(done: Timed[Any]) -> dict[str, float]:
    return {
        "decode": round(done.decode_ms, 3),
        "inference": round(done.inference_ms, 3),
        "total": round(done.total_ms, 3),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "text": line.text,
        "confidence": round(line.confidence, _DIGITS),
        "box": _box(line.box),
        "characters": [
            {
                "character": item.character,
                "confidence": round(item.confidence, _DIGITS),
                "box": _box(item.box),
                "top": [_score("label", score) for score in item.top],
            }
            for item in line.characters
        ],
    }


def _box(box: Box) -> dict[str, float]:
    return {name: round(value, 2) for name, value in asdict(box).items()}


def _rounded(probabilities: dict[str, float]) -> dict[str, float]:
    return {label: round(value, _DIGITS) for label, value in probabilities.items()}


def _score(kind: str, score: Score) -> dict[str, Any]:
    return {kind: score.label, "probability": round(score.probability, _DIGITS)}


def _number(label: str) -> int | str:
    return int(label) if label.isascii() and label.isdigit() else label


def _seen(seen: Float32Array) -> dict[str, Any]:
    pixels = np.rint(np.clip(seen, 0.0, 1.0) * 255.0).astype(np.uint8)
    return {
        "width": seen.shape[1],
        "height": seen.shape[0],
        "channels": 3 if seen.ndim == 3 else 1,
        "pixels": base64.b64encode(pixels.tobytes()).decode("ascii"),
    }


def _attention(
    attention: Float32Array, labels: Sequence[str], attended: Sequence[str]
) -> dict[str, Any]:
    places = [labels.index(label) for label in attended]
    # Rounded as float64: the nearest float32 to 0.1234 prints as seventeen digits.
    values = np.round(attention[places].astype(np.float64), 4)
    return {
        "width": attention.shape[2],
        "height": attention.shape[1],
        "labels": list(attended),
        "values": values.tolist(),
    }
