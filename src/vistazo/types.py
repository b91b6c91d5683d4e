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
        probabilities: Probability of every label, in the model's order; sums to 1.
        verdict: "sure", "unsure", or "unknown" (like nothing that the model was trained on,
            or a blank picture).
        novelty: How unlike anything it was trained on, 0..1.
        model: Which version answered, as `name@version`.
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
    seen: Float32Array | None = field(default=None, repr=False, compare=False)
    attention: Float32Array | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.label not in self.probabilities:
            raise ValueError(f"label {self.label!r} is not among {list(self.probabilities)}")
        if self.verdict not in VERDICTS:
            raise ValueError(f"verdict must be one of {VERDICTS}, got {self.verdict!r}")
        for name, value in (("confidence", self.confidence), ("novelty", self.novelty)):
            if not (math.isfinite(value) and 0.0 <= value <= 1.0):
                raise ValueError(f"{name} must lie in 0..1, got {value}")
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
class Failure:
    """Stands in a batch's answer where a picture could not be recognised.

    Attributes:
        kind: Name of the error class, e.g. "DamagedImageError".
        message: What was expected, what came, and what to do.
    """

    kind: str
    message: str
