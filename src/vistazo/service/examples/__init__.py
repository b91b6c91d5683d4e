"""Examples for the OpenAPI document; tests send the requests and check the answers' shapes."""

from vistazo.service.examples.recognition import (
    BATCH_LINES,
    CHARACTER,
    DIGIT,
    NUMBERS,
    PHOTO,
    PHOTO_BATCH,
    PICTURE,
    PREDICTION,
    READING,
    TEXT,
    TIMED_DIGIT,
)

__all__ = [
    "BATCH_LINES",
    "CHARACTER",
    "DIGIT",
    "NUMBERS",
    "PHOTO",
    "PHOTO_BATCH",
    "PICTURE",
    "PREDICTION",
    "READING",
    "TEXT",
    "TIMED_DIGIT",
]
