"""Vistazo: small image recognisers, each in one ONNX file.

Example:
    from vistazo import Recognizer

    recognizer = Recognizer.load("digits")
    print(recognizer.predict("seven.png").label)
"""

from vistazo.errors import VistazoError
from vistazo.runtime import Recognizer
from vistazo.types import Box, Character, Failure, Line, Prediction, Reading, Score

__all__ = [
    "Box",
    "Character",
    "Failure",
    "Line",
    "Prediction",
    "Reading",
    "Recognizer",
    "Score",
    "VistazoError",
]
