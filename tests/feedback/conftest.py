"""Parts that the tests of feedback share."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from vistazo.feedback import Corrections, Jobs, NewCorrection, NewPrediction, Predictions, Profiles
from vistazo.storage import Database, FileStore
from vistazo.types import Score

START = datetime(2026, 1, 1, tzinfo=UTC)


def sha(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


@pytest.fixture
def images(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "images")


@pytest.fixture
def predictions(database: Database) -> Predictions:
    return Predictions(database)


@pytest.fixture
def corrections(database: Database) -> Corrections:
    return Corrections(database)


@pytest.fixture
def profiles(database: Database, images: FileStore) -> Profiles:
    return Profiles(database, images)


@pytest.fixture
def jobs(database: Database) -> Jobs:
    return Jobs(database)


@pytest.fixture(scope="session")
def predicted() -> Callable[..., NewPrediction]:
    """A function that makes a prediction to record; the first argument numbers its picture."""

    def make(picture: int = 0, **values: Any) -> NewPrediction:
        chosen = {
            "recognizer": "digits",
            "model": "digits@0123456789ab",
            "image": sha(picture),
            "labels": ("2",),
            "confidence": 0.75,
            "verdict": "sure",
            "novelty": 0.125,
            "top": (Score("2", 0.75), Score("1", 0.25)),
            **values,
        }
        return NewPrediction(**chosen)

    return make


@pytest.fixture(scope="session")
def corrected() -> Callable[..., NewCorrection]:
    """A function that makes a correction to add; the first argument numbers its picture."""

    def make(picture: int = 0, *labels: str, **values: Any) -> NewCorrection:
        chosen = {"recognizer": "digits", "image": sha(picture), "labels": labels, **values}
        return NewCorrection(**chosen)

    return make


@pytest.fixture(scope="session")
def png() -> Callable[..., bytes]:
    """A function that makes a picture's file; each number gives another picture."""

    def make(number: int, kind: str = "PNG", size: tuple[int, int] = (12, 8)) -> bytes:
        width, height = size
        pixels = np.random.default_rng(number).integers(0, 256, (height, width), np.uint8)
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, kind)
        return file.getvalue()

    return make
