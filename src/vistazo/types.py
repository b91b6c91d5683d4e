"""The values that cross borders: what a recogniser answers.

Frozen, checked on construction, and free of any framework.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Verdict = Literal["sure", "unsure", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("sure", "unsure", "unknown")

UInt8Array = npt.NDArray[np.uint8]
Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Score:
    """One label and its calibrated probability, in 0..1."""

    label: str
    probability: float


@dataclass(frozen=True)
class Prediction:
    """A recogniser's answer about one picture.

    Attributes:
        label: The most probable label.
        confidence: Calibrated probability of `label`, 0..1.
        probabilities: Probability of every label, in the model's order; sums to 1 where a
            picture has one label.
        verdict: "sure", "unsure", or "unknown" (like nothing that the model was trained on,
            or a blank picture).
        novelty: How unlike anything it was trained on, 0..1.
        model: Which version answered, as `name@version`.
        labels: What the picture is given, the most probable first: `label` alone where a picture
            has one label, else every label that reaches its threshold, which may be none.
        seen: The picture after preprocessing, float32 (size, size) in 0..1, if asked for.
        attention: Where the evidence for each label lay, float32 (labels, h, w), if asked for.
            Positive values speak for the label, negative ones against it.

    Raises:
        ValueError: If the parts contradict each other.
    """

    label: str
    confidence: float
    probabilities: dict[str, float]
    verdict: Verdict
    novelty: float
    model: str
    labels: tuple[str, ...]
    seen: Float32Array | None = field(default=None, repr=False, compare=False)
    attention: Float32Array | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        for label in (self.label, *self.labels):
            if label not in self.probabilities:
                raise ValueError(f"label {label!r} is not among {list(self.probabilities)}")
        _check_verdict(self.verdict)
        _check_fraction("confidence", self.confidence)
        _check_fraction("novelty", self.novelty)
        if self.seen is not None and self.seen.ndim not in (2, 3):
            raise ValueError(f"seen must be (size, size) or (size, size, 3), got {self.seen.shape}")
        if self.attention is not None and (
            self.attention.ndim != 3 or len(self.attention) != len(self.probabilities)
        ):
            raise ValueError(
                f"attention must be ({len(self.probabilities)}, h, w), got {self.attention.shape}"
            )

    def top(self, k: int = 5) -> tuple[Score, ...]:
        """The `k` most probable labels, best first; ties in the model's label order."""
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        ranked = sorted(self.probabilities.items(), key=lambda item: -item[1])
        return tuple(Score(label, probability) for label, probability in ranked[:k])


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the picture that was given; a side may be 0.

    Raises:
        ValueError: A number that is negative or not finite.
    """

    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not (math.isfinite(value) and value >= 0.0):
                raise ValueError(f"{name} must be finite and not negative, got {value}")


@dataclass(frozen=True)
class Character:
    """One character of a line, a space included.

    Attributes:
        character: The character that was read.
        confidence: Its calibrated probability, 0..1.
        box: Around its ink; for a space, the gap.
        top: The most probable characters at this place, best first; `character` is among them.

    Raises:
        ValueError: If the parts contradict each other.
    """

    character: str
    confidence: float
    box: Box
    top: tuple[Score, ...]

    def __post_init__(self) -> None:
        if len(self.character) != 1:
            raise ValueError(f"character must be one character, got {self.character!r}")
        _check_fraction("confidence", self.confidence)
        if self.character not in {score.label for score in self.top}:
            raise ValueError(f"{self.character!r} is not among its own alternatives")


@dataclass(frozen=True)
class Line:
    """One line of text.

    Attributes:
        text: What stands there.
        confidence: The mean of its characters' confidences, 0..1: the share of them that is
            expected to be right.
        box: Around its ink.
        characters: One for each character of `text`, in order.

    Raises:
        ValueError: If the parts contradict each other.
    """

    text: str
    confidence: float
    box: Box
    characters: tuple[Character, ...]

    def __post_init__(self) -> None:
        _check_fraction("confidence", self.confidence)
        spelt = "".join(item.character for item in self.characters)
        if not self.text or spelt != self.text:
            raise ValueError(
                f"a line needs text, spelt by its characters; {self.text!r}, {spelt!r}"
            )


@dataclass(frozen=True)
class Reading:
    """What stands on a page.

    Attributes:
        text: The lines, joined by line feeds; empty where nothing is written.
        confidence: The mean of all characters' confidences, 0..1: the share of the characters
            that is expected to be right; 0 where nothing is written.
        verdict: "sure", "unsure", or "unknown" (no ink, or nothing that can be read).
        lines: From top to bottom.
        model: Which version answered, as `name@version`.
        partial: Whether the page held more than is read at once, so that some of it is left out.

    Raises:
        ValueError: If the parts contradict each other.
    """

    text: str
    confidence: float
    verdict: Verdict
    lines: tuple[Line, ...]
    model: str
    partial: bool = False

    def __post_init__(self) -> None:
        _check_verdict(self.verdict)
        _check_fraction("confidence", self.confidence)
        spelt = "\n".join(line.text for line in self.lines)
        if spelt != self.text:
            raise ValueError(f"the text is not that of the lines: {self.text!r}, {spelt!r}")


@dataclass(frozen=True)
class Failure:
    """Stands in a batch's answer where a picture could not be recognised.

    Attributes:
        kind: Name of the error class, e.g. "DamagedImageError".
        message: What was expected, what came, and what to do.
    """

    kind: str
    message: str


def _check_verdict(verdict: str) -> None:
    if verdict not in VERDICTS:
        raise ValueError(f"verdict must be one of {VERDICTS}, got {verdict!r}")


def _check_fraction(name: str, value: float) -> None:
    if not (math.isfinite(value) and 0.0 <= value <= 1.0):
        raise ValueError(f"{name} must lie in 0..1, got {value}")
