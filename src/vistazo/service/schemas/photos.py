"""What is answered about photos to the front ends that tagged photos before."""

from __future__ import annotations

from pydantic import Field

from vistazo.service.schemas.base import Shape


class TagScore(Shape):
    """One label that a photo is given."""

    label: str
    confidence: float = Field(ge=0, le=1, description="Its calibrated probability.")


class PhotoAnswer(Shape):
    """What `POST /predict` answers to a form."""

    success: bool
    filename: str
    threshold: float = Field(ge=0, le=1)
    predictions: list[TagScore] = Field(
        description="The labels that reach the threshold, the most probable first."
    )
    all_probabilities: dict[str, float] = Field(description="Every label, in the model's order.")


class PhotoTags(Shape):
    """One photo of `POST /batch_predict`."""

    filename: str
    predictions: list[TagScore] = Field(
        description="The labels that reach the threshold, the most probable first."
    )


class PhotoError(Shape):
    """A file of `POST /batch_predict` that could not be recognised."""

    filename: str
    error: str = Field(description="What was expected, what came, and what to do.")
    type: str = Field(description="`urn:vistazo:problem:` and the kind.")


class PhotoBatchAnswer(Shape):
    """What `POST /batch_predict` answers."""

    success: bool
    total: int = Field(description="How many files came.")
    results: list[PhotoTags | PhotoError] = Field(description="One for each file, in order.")
