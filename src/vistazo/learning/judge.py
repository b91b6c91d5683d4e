"""What a version is worth, as numbers: on the golden set, and on corrections."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr

from vistazo.evaluation.calibration import expected_calibration_error
from vistazo.learning.head import Head
from vistazo.learning.refit import NONE, Examples
from vistazo.runtime import Bank
from vistazo.types import BoolArray


@dataclass(frozen=True, eq=False)
class Report:
    """What the gate compares; champion and candidate are judged on the same pictures.

    Attributes:
        golden: bool (m,), which golden pictures are answered right.
        calibration_error: On the golden set, 0..1.
        unknown: Share of the bank's outliers whose verdict is unknown, 0..1.
        corrections: bool (n,), which corrected pictures are answered right.
        held_out: bool (n,), the same by a twin that did not learn the picture in question; for
            a base, which learned none, the same as `corrections`.
        labels: How many labels it answers.
        size: Bytes of the model file.
        milliseconds: One small picture through the whole file.
        disagreement: Largest difference between the file's probabilities and the head's own.
    """

    golden: BoolArray
    calibration_error: float
    unknown: float
    corrections: BoolArray
    held_out: BoolArray
    labels: int
    size: int
    milliseconds: float
    disagreement: float

    @property
    def golden_accuracy(self) -> float:
        """Share of the golden set that is answered right."""
        return float(self.golden.mean())


@dataclass(frozen=True)
class Paired:
    """Two versions on the same pictures.

    Attributes:
        gained: Pictures that only the second answers right.
        lost: Pictures that only the first answers right.
        chance: How probable so uneven a split is, were both equally good (exact McNemar test).
    """

    gained: int
    lost: int
    chance: float


def compare(first: BoolArray, second: BoolArray) -> Paired:
    """Right answers of two versions, bool (n,) each, on the same pictures."""
    gained, lost = int((second & ~first).sum()), int((first & ~second).sum())
    chance = min(1.0, 2.0 * float(bdtr(min(gained, lost), gained + lost, 0.5)))
    return Paired(gained, lost, chance)


def right_answers(head: Head, examples: Examples) -> BoolArray:
    """Which examples a head answers right, bool (n,).

    One that is none of the labels is right where it is called unknown; so is no other.
    """
    targets = examples.targets(head.labels)
    unknown = head.novelty(examples.embeddings) > head.novelty_threshold
    answered: BoolArray = head.logits(examples.embeddings).argmax(axis=1) == targets
    is_none = np.array([not labels for labels in examples.labels], bool)
    right: BoolArray = np.where(is_none, unknown, answered & (targets != NONE))
    return right


def judge(
    head: Head,
    bank: Bank,
    examples: Examples,
    *,
    held_out: BoolArray | None = None,
    size: int = 0,
    milliseconds: float = 0.0,
    disagreement: float = 0.0,
) -> Report:
    """Judge a head by the golden set of `bank`, whose network is the head's, and by examples."""
    golden = bank.golden_embeddings.astype(np.float32)
    probabilities = head.probabilities(golden)
    right: BoolArray = probabilities.argmax(axis=1) == bank.golden_labels
    confidence = np.clip(probabilities.max(axis=1), 0.0, 1.0)
    others = head.novelty(bank.outlier_embeddings.astype(np.float32))
    corrections = right_answers(head, examples)
    return Report(
        golden=right,
        calibration_error=expected_calibration_error(confidence, right),
        unknown=float(np.mean(others > head.novelty_threshold)) if len(others) else 1.0,
        corrections=corrections,
        held_out=corrections if held_out is None else held_out,
        labels=len(head.labels),
        size=size,
        milliseconds=milliseconds,
        disagreement=disagreement,
    )
