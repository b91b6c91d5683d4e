"""The lines that a batch is answered in."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from vistazo.service.schemas.base import Shape
from vistazo.service.schemas.recognition import PredictionAnswer


class EntryProblem(Shape):
    """What is wrong with one file, as the whole request would be told of it."""

    type: str = Field(description="`urn:vistazo:problem:` and the kind.")
    title: str
    status: int
    detail: str = Field(description="What was expected, what came, and what to do.")


class BatchPrediction(Shape):
    """A picture of a batch that was recognised."""

    index: int = Field(ge=0, description="Its place among the files that were sent, from 0.")
    filename: str
    prediction: PredictionAnswer


class BatchFailure(Shape):
    """A file of a batch that could not be recognised."""

    index: int = Field(ge=0, description="Its place among the files that were sent, from 0.")
    filename: str
    error: EntryProblem


class BatchEnd(Shape):
    """The last line; where it is missing, the answer broke off."""

    done: Literal[True]
    total: int
    recognised: int
    failed: int
