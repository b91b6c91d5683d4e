"""Vistazo: small image recognisers, each in one ONNX file.

Example:
    from vistazo import Recognizer

    recognizer = Recognizer.load("digits")
    print(recognizer.predict("seven.png").label)

`Shop` adds what people correct, and what is learned from it.
"""

from typing import TYPE_CHECKING, Any

from vistazo.errors import VistazoError
from vistazo.runtime import Recognizer
from vistazo.types import Box, Character, Failure, Line, Prediction, Reading, Score

if TYPE_CHECKING:
    from vistazo.learning import Shop

__all__ = [
    "Box",
    "Character",
    "Failure",
    "Line",
    "Prediction",
    "Reading",
    "Recognizer",
    "Score",
    "Shop",
    "VistazoError",
]


def __getattr__(name: str) -> Any:
    # Not at once: the libraries of the database take longer to import than all the rest.
    if name == "Shop":
        from vistazo.learning import Shop

        return Shop
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
