"""Examples of recognising and reading."""

from __future__ import annotations

from typing import Any

# A 28x28 PNG of a seven.
PICTURE: dict[str, Any] = {
    "image": (
        "data:image/png;base64,"
        "iVBORw0KGgoAAAANSUhEUgAAABwAAAAcBAMAAACAI8KnAAAAGFBMVEX////i4uKurq6QkJCAgIBDQ0MQ"
        "EBAAAAC6ziGTAAAAeklEQVR42q3QsRGCQBSE4Z93REbSwWnuDIwNMFRiF5RBS5RgYsbAVeBcAeAZOIwr"
        "KW72zdtNHvwtGWANAEOAHLArAJcO7Lf4RXtDrjm9skhBWS0IM/9UuuOktHRXnlJU1jNC+0xXOnrl+RWV"
        "5YLQ/LiOADg84vYpe/MGwzgWsBoMVBkAAAAASUVORK5CYII="
    )
}
NUMBERS: dict[str, Any] = {
    "image": [0.0, 0.9, 0.9, 0.0, 0.9, 0.0, 0.9, 0.9, 0.0],
    "width": 3,
    "height": 3,
}

_PROBABILITIES = {
    "0": 0.0,
    "1": 0.0004,
    "2": 0.0011,
    "3": 0.0002,
    "4": 0.0001,
    "5": 0.0,
    "6": 0.0,
    "7": 0.9976,
    "8": 0.0,
    "9": 0.0006,
}
PREDICTION: dict[str, Any] = {
    "id": "5b0c2f0e8c5f4e0d9a2f7f1f3c1d2e4a",
    "model": "digits@0123456789ab",
    "label": "7",
    "labels": ["7"],
    "confidence": 0.9976,
    "verdict": "sure",
    "novelty": 0.03,
    "probabilities": _PROBABILITIES,
    "top": [{"label": "7", "probability": 0.9976}, {"label": "2", "probability": 0.0011}],
    "timing_ms": {"decode": 0.21, "inference": 0.3, "total": 0.6},
}
DIGIT: dict[str, Any] = {
    "predicted_digit": 7,
    "confidence": 0.9976,
    "probabilities": _PROBABILITIES,
}
TIMED_DIGIT: dict[str, Any] = {
    "prediction": 7,
    "confidence": 0.9976,
    "preprocessing_time_ms": 0.21,
    "inference_time_ms": 0.3,
    "total_time_ms": 0.6,
}
_BOX = {"x": 14.0, "y": 9.0, "width": 22.0, "height": 41.0}
_TOP = [{"label": "7", "probability": 0.9976}, {"label": "1", "probability": 0.0011}]
READING: dict[str, Any] = {
    "model": "characters@0123456789ab",
    "text": "7",
    "confidence": 0.9976,
    "verdict": "sure",
    "partial": False,
    "lines": [
        {
            "text": "7",
            "confidence": 0.9976,
            "box": _BOX,
            "characters": [{"character": "7", "confidence": 0.9976, "box": _BOX, "top": _TOP}],
        }
    ],
    "timing_ms": {"decode": 0.4, "inference": 11.2, "total": 11.8},
}
CHARACTER: dict[str, Any] = {
    "character": "7",
    "confidence": 0.9976,
    "top5": [
        {"character": "7", "probability": 0.9976},
        {"character": "2", "probability": 0.0011},
        {"character": "9", "probability": 0.0006},
        {"character": "1", "probability": 0.0004},
        {"character": "3", "probability": 0.0002},
    ],
}
TEXT: dict[str, Any] = {
    "text": "7",
    "confidence": 0.9976,
    "segments": [{**CHARACTER, "box": _BOX}],
}

_PHOTO_PROBABILITIES = {"car": 0.0312, "dog": 0.9721, "person": 0.6304}
_TAGS = [{"label": "dog", "confidence": 0.9721}, {"label": "person", "confidence": 0.6304}]
PHOTO: dict[str, Any] = {
    "success": True,
    "filename": "dog.jpg",
    "threshold": 0.5,
    "predictions": _TAGS,
    "all_probabilities": _PHOTO_PROBABILITIES,
}
_NO_PICTURE = "A picture must be a PNG, JPEG or WebP; these 5 bytes start like none of them."
PHOTO_BATCH: dict[str, Any] = {
    "success": True,
    "total": 2,
    "results": [
        {"filename": "dog.jpg", "predictions": _TAGS},
        {
            "filename": "notes.txt",
            "error": _NO_PICTURE,
            "type": "urn:vistazo:problem:unsupported-image",
        },
    ],
}
BATCH_LINES: list[dict[str, Any]] = [
    {
        "index": 0,
        "filename": "walk/dog.jpg",
        "prediction": {
            "id": "5b0c2f0e8c5f4e0d9a2f7f1f3c1d2e4a",
            "model": "photos@0123456789ab",
            "label": "dog",
            "labels": ["dog", "person"],
            "confidence": 0.9721,
            "verdict": "unsure",
            "novelty": 0.12,
            "probabilities": _PHOTO_PROBABILITIES,
            "top": [
                {"label": "dog", "probability": 0.9721},
                {"label": "person", "probability": 0.6304},
            ],
            "timing_ms": {"decode": 2.1, "inference": 6.4, "total": 9.2},
        },
    },
    {
        "index": 1,
        "filename": "walk/notes.txt",
        "error": {
            "type": "urn:vistazo:problem:unsupported-image",
            "title": "Not a picture that is read",
            "status": 415,
            "detail": _NO_PICTURE,
        },
    },
    {"done": True, "total": 2, "recognised": 1, "failed": 1},
]
