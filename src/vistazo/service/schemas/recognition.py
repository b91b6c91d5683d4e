"""What the routes that recognise answer."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from vistazo.service.schemas.base import Shape
from vistazo.types import Verdict


class LabelScore(Shape):
    """One label and its calibrated probability."""

    label: str
    probability: float = Field(ge=0, le=1)


class Timing(Shape):
    """Milliseconds that the server spent."""

    decode: float = Field(ge=0, description="From the bytes to pixels.")
    inference: float = Field(ge=0, description="The model file, preprocessing included.")
    total: float = Field(ge=0, description="From the body's arrival to the answer.")


class Seen(Shape):
    """The picture after preprocessing."""

    width: int
    height: int
    channels: Literal[1, 3] = Field(description="1: grey. 3: red, green and blue.")
    pixels: str = Field(description="Base64 of uint8 values, row by row, pixel by pixel.")


class Attention(Shape):
    """Where the evidence lay."""

    width: int
    height: int
    labels: list[str] = Field(description="Which labels `values` is about, in its order.")
    values: list[list[list[float]]] = Field(
        description="Labels x height x width; positive values speak for the label, negative ones "
        "against it."
    )


class PredictionAnswer(Shape):
    """A recogniser's answer about one picture."""

    id: str | None = Field(
        description="Under which it is kept in the history; null if it is not kept."
    )
    model: str = Field(description="The version that answered, `name@` and 12 hex characters.")
    label: str = Field(description="The most probable label.")
    labels: list[str] = Field(
        description="What the picture is given, the most probable first: `label` alone where a "
        "picture has one label, else every label that reaches its threshold, which may be none."
    )
    confidence: float = Field(ge=0, le=1, description="Calibrated probability of `label`.")
    verdict: Verdict = Field(
        description="`unknown`: like nothing that the model was trained on, or blank."
    )
    novelty: float = Field(ge=0, le=1, description="How unlike anything it was trained on.")
    probabilities: dict[str, float] = Field(description="Every label, in the model's order.")
    top: list[LabelScore] = Field(description="The most probable labels, best first.")
    timing_ms: Timing
    seen: Seen | None = Field(default=None, description="Only with `outputs=seen`.")
    attention: Attention | None = Field(default=None, description="Only with `outputs=attention`.")


class DigitAnswer(Shape):
    """What `POST /predict-image` answers."""

    predicted_digit: int | str
    confidence: float
    probabilities: dict[str, float]


class TimedDigitAnswer(Shape):
    """What `POST /predict` answers where `image` is a string."""

    prediction: int | str
    confidence: float
    preprocessing_time_ms: float
    inference_time_ms: float
    total_time_ms: float


class CharacterScore(Shape):
    """One character and its probability."""

    character: str
    probability: float


class CharacterAnswer(Shape):
    """What `POST /predict` answers where `image` is a list of numbers."""

    character: str
    confidence: float
    top5: list[CharacterScore]


class BoxAnswer(Shape):
    """A rectangle in pixels of the picture that was sent."""

    x: float = Field(ge=0)
    y: float = Field(ge=0)
    width: float = Field(ge=0)
    height: float = Field(ge=0)


class ReadCharacter(Shape):
    """One character of a line, a space included."""

    character: str
    confidence: float = Field(ge=0, le=1, description="Calibrated probability of `character`.")
    box: BoxAnswer = Field(description="Around its ink; for a space, the gap.")
    top: list[LabelScore] = Field(
        description="The most probable characters at this place, best first, `character` included."
    )


class ReadLine(Shape):
    """One line of text."""

    text: str
    confidence: float = Field(ge=0, le=1, description="The mean of its characters' confidences.")
    box: BoxAnswer = Field(description="Around its ink.")
    characters: list[ReadCharacter] = Field(description="One for each character of `text`.")


class ReadingAnswer(Shape):
    """What stands on a page."""

    model: str = Field(description="The version that answered, `name@` and 12 hex characters.")
    text: str = Field(description="The lines, joined by line feeds.")
    confidence: float = Field(
        ge=0, le=1, description="The share of the characters that is expected to be right."
    )
    verdict: Verdict = Field(description="`unknown`: no ink, or nothing that can be read.")
    partial: bool = Field(
        description="Whether the page held more than is read at once, so that some is left out."
    )
    lines: list[ReadLine] = Field(description="From top to bottom.")
    timing_ms: Timing


class Segment(Shape):
    """One character that `POST /predict_text` found."""

    character: str
    confidence: float
    top5: list[CharacterScore]
    box: BoxAnswer


class TextAnswer(Shape):
    """What `POST /predict_text` answers."""

    text: str
    confidence: float
    segments: list[Segment] = Field(description="The characters with ink, so without spaces.")


class ProblemAnswer(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    type: str = Field(description="`urn:vistazo:problem:` and the kind.")
    title: str
    status: int
    detail: str = Field(description="What was expected, what came, and what to do.")
    instance: str
