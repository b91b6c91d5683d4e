"""From a prediction to the JSON of each route."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from vistazo.runtime import Recognizer
from vistazo.types import Float32Array, Prediction, Score

_DIGITS = 6


@dataclass(frozen=True)
class Recognised:
    """A prediction and the milliseconds that it took."""

    prediction: Prediction
    decode_ms: float
    inference_ms: float
    total_ms: float


def prediction_answer(done: Recognised, top: int) -> dict[str, Any]:
    """The answer of `/v1/models/{name}/predict`."""
    prediction = done.prediction
    answer: dict[str, Any] = {
        "model": prediction.model,
        "label": prediction.label,
        "confidence": round(prediction.confidence, _DIGITS),
        "verdict": prediction.verdict,
        "novelty": round(prediction.novelty, _DIGITS),
        "probabilities": _rounded(prediction.probabilities),
        "top": [_score("label", score) for score in prediction.top(top)],
        "timing_ms": {
            "decode": round(done.decode_ms, 3),
            "inference": round(done.inference_ms, 3),
            "total": round(done.total_ms, 3),
        },
    }
    if prediction.seen is not None:
        answer["seen"] = _seen(prediction.seen)
    if prediction.attention is not None:
        answer["attention"] = _attention(prediction.attention)
    return answer


def digit_answer(done: Recognised) -> dict[str, Any]:
    """The answer of `/predict-image`."""
    return {
        "predicted_digit": _number(done.prediction.label),
        "confidence": round(done.prediction.confidence, _DIGITS),
        "probabilities": _rounded(done.prediction.probabilities),
    }


def timed_digit_answer(done: Recognised) -> dict[str, Any]:
    """The answer of `/predict` to a picture."""
    return {
        "prediction": _number(done.prediction.label),
        "confidence": round(done.prediction.confidence, _DIGITS),
        "preprocessing_time_ms": round(done.decode_ms, 3),
        "inference_time_ms": round(done.inference_ms, 3),
        "total_time_ms": round(done.total_ms, 3),
    }


def character_answer(done: Recognised) -> dict[str, Any]:
    """The answer of `/predict` to a list of numbers."""
    return {
        "character": done.prediction.label,
        "confidence": round(done.prediction.confidence, _DIGITS),
        "top5": [_score("character", score) for score in done.prediction.top(5)],
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
    }


def model_answer(recognizer: Recognizer) -> dict[str, Any]:
    """A model's whole card, with its file's hash and size."""
    file = {"id": recognizer.id, "sha256": recognizer.sha256, "size": recognizer.size}
    return file | asdict(recognizer.card)


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
        "pixels": base64.b64encode(pixels.tobytes()).decode("ascii"),
    }


def _attention(attention: Float32Array) -> dict[str, Any]:
    # Rounded as float64: the nearest float32 to 0.1234 prints as seventeen digits.
    values = np.round(attention.astype(np.float64), 4)
    return {
        "width": attention.shape[2],
        "height": attention.shape[1],
        "values": values.tolist(),
    }
