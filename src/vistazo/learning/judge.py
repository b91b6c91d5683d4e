"""What a version is worth, as numbers: on the golden set, and on corrections."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr

from vistazo.evaluation.calibration import expected_calibration_error
from vistazo.learning.head import Head
from vistazo.learning.link import Kind
from vistazo.learning.refit import Examples
from vistazo.runtime import Bank
from vistazo.types import BoolArray, Float32Array


@dataclass(frozen=True, eq=False)
class Report:
    """What the gate compares; champion and candidate are judged on the same pictures.

    Attributes:
        task: Whether a picture has one label or many.
        golden: bool (m,), which golden answers are right.
        golden_score: How good they are, 0..1: the share that is right or, where a picture has many
            labels, the mean probability of what is true. Many labels mean few golden pictures, in
            which one label that crosses its threshold would otherwise decide.
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

    task: Kind
    golden: BoolArray
    golden_score: float
    calibration_error: float
    unknown: float
    corrections: BoolArray
    held_out: BoolArray
    labels: int
    size: int
    milliseconds: float
    disagreement: float


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


def right_labels(head: Head, examples: Examples) -> BoolArray:
    """Which examples a head gives exactly their labels, bool (n,).

    Where a picture has one label, one that shows none is right where it is called unknown.
    """
    shown = examples.shown(head.labels)
    given = head.link.given(head.probabilities(examples.embeddings), head.thresholds)
    known = np.array([set(labels) <= set(head.labels) for labels in examples.labels], bool)
    right: BoolArray = known & (given == shown).all(axis=1)
    none = ~head.link.teaches(shown) & known
    return np.where(none, _unknown(head, examples.embeddings), right)


def right_answers(head: Head, examples: Examples) -> BoolArray:
    """Which examples people see answered right, bool (n,).

    As `right_labels`; where a picture has one label, "unknown" takes it back.
    """
    right = right_labels(head, examples)
    if head.task == "many":
        return right
    shown = examples.shown(head.labels).any(axis=1)
    answered: BoolArray = right & ~(shown & _unknown(head, examples.embeddings))
    return answered


def _unknown(head: Head, embeddings: Float32Array) -> BoolArray:
    found: BoolArray = head.novelty(embeddings) > head.novelty_threshold
    return found


def golden_answers(head: Head, bank: Bank) -> BoolArray:
    """Which golden answers of a head are right, bool (m,); `bank` is of its network.

    One a picture, or, where a picture has many labels, one for each that is known of it.
    """
    golden = bank.golden_embeddings.astype(np.float32)
    given = head.link.given(head.probabilities(golden), head.thresholds)
    return head.link.right(given, *head.link.truth(bank.golden_labels, len(head.labels)))


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
    golden = head.probabilities(bank.golden_embeddings.astype(np.float32))
    truth = head.link.truth(bank.golden_labels, len(head.labels))
    answers = golden_answers(head, bank)
    others = _unknown(head, bank.outlier_embeddings.astype(np.float32))
    corrections = right_answers(head, examples)
    return Report(
        task=head.task,
        golden=answers,
        golden_score=head.link.score(answers, head.link.chances(golden, *truth)),
        calibration_error=expected_calibration_error(*head.link.claims(golden, *truth)),
        unknown=float(np.mean(others)) if len(others) else 1.0,
        corrections=corrections,
        held_out=corrections if held_out is None else held_out,
        labels=len(head.labels),
        size=size,
        milliseconds=milliseconds,
        disagreement=disagreement,
    )
