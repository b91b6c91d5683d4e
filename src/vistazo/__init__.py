"""Vistazo: small image recognisers, each in one ONNX file.

Example:
    from vistazo import Recognizer

    recognizer = Recognizer.load("digits")
    print(recognizer.predict("seven.png").label)
"""

from vistazo.errors import VistazoError
from vistazo.runtime import Recognizer
from vistazo.types import Failure, Prediction, Score

__all__ = ["Failure", "Prediction", "Recognizer", "Score", "VistazoError"]
