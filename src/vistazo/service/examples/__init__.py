"""Examples for the OpenAPI document; tests send the requests and check the answers' shapes."""

from vistazo.service.examples.recognition import (
    CHARACTER,
    DIGIT,
    NUMBERS,
    PICTURE,
    PREDICTION,
    READING,
    TEXT,
    TIMED_DIGIT,
)

__all__ = [
    "CHARACTER",
    "DIGIT",
    "NUMBERS",
    "PICTURE",
    "PREDICTION",
    "READING",
    "TEXT",
    "TIMED_DIGIT",
]
