"""One report on a recogniser's answers, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from vistazo.errors import DataError
from vistazo.evaluation.calibration import expected_calibration_error
from vistazo.evaluation.metrics import (
    ClassScores,
    Scores,
    class_scores,
    confusion_matrix,
    negative_log_likelihood,
    risk_coverage,
    top_k_accuracy,
    wilson_interval,
)
from vistazo.types import IntArray

COVERAGES = (0.5, 0.8, 0.9, 0.95, 0.99, 1.0)
_WIDEST_CONFUSION = 20
_MOST_CONFUSIONS = 15


@dataclass(frozen=True)
class ClassReport:
    """One class: its scores, in 0..1, and how many samples are of it."""

    label: str
    precision: float
    recall: float
    f1: float
    samples: int


@dataclass(frozen=True)
class Report:
    """How good answers are on one data set. Shares and probabilities are fractions, 0..1.

    Attributes:
        data: Name of the data set and part, e.g. "mnist/test".
        fingerprint: sha256 of its pictures and labels, or "".
        samples: How many there are.
        accuracy: Share of samples whose most probable label is right.
        accuracy_interval: Its Wilson 95 % interval.
        top_3_accuracy: Share whose label is among the three most probable.
        weighted_f1: Mean F1 of the classes, weighted by samples.
        macro_f1: Plain mean F1 of the classes that occur.
        negative_log_likelihood: Mean over the samples, in nats.
        calibration_error: Expected, top label, 15 bins of equally many samples.
        calibration_error_by_width: The same with 15 bins of equal width.
        risk_coverage_area: Area under risk against coverage (AURC).
        risk_at_coverage: Share of wrong answers where only this share, the key, is answered.
        classes: Scores of each class, in the model's order.
        confusion: Rows are the truth, columns the answers, both in the model's order.
    """

    data: str
    fingerprint: str
    samples: int
    accuracy: float
    accuracy_interval: tuple[float, float]
    top_3_accuracy: float
    weighted_f1: float
    macro_f1: float
    negative_log_likelihood: float
    calibration_error: float
    calibration_error_by_width: float
    risk_coverage_area: float
    risk_at_coverage: dict[str, float]
    classes: tuple[ClassReport, ...]
    confusion: tuple[tuple[int, ...], ...]

    def to_json(self) -> str:
        """The report as one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def to_text(self) -> str:
        """The report as a table for the terminal."""
        low, high = self.accuracy_interval
        lines = [
            f"{self.data}: {self.samples} samples",
            "",
            f"accuracy             {self.accuracy:9.2%}  (95 % interval {low:.2%} to {high:.2%})",
            f"top-3 accuracy       {self.top_3_accuracy:9.2%}",
            f"weighted F1          {self.weighted_f1:9.4f}",
            f"macro F1             {self.macro_f1:9.4f}",
            f"calibration error    {self.calibration_error:9.2%}",
            f"neg. log-likelihood  {self.negative_log_likelihood:9.4f}",
            f"area risk-coverage   {self.risk_coverage_area:9.5f}",
            "wrong if only the surest are answered:",
            *(
                f"  {float(coverage):4.0%} answered       {risk:9.2%}"
                for coverage, risk in self.risk_at_coverage.items()
            ),
            "",
            *self._class_lines(),
            "",
            *self._confusion_lines(),
        ]
        return "\n".join(lines)

    def _class_lines(self) -> list[str]:
        width = max(5, *(len(item.label) for item in self.classes))
        return [f"{'label':{width}}  precision  recall      F1  samples"] + [
            f"{item.label:{width}}  {item.precision:9.4f}  {item.recall:6.4f}  {item.f1:6.4f}"
            f"  {item.samples:7d}"
            for item in self.classes
        ]

    def _confusion_lines(self) -> list[str]:
        names = [item.label for item in self.classes]
        counts = np.array(self.confusion)
        if len(names) <= _WIDEST_CONFUSION:
            width = max(len(str(counts.max())), *(len(name) for name in names)) + 1
            head = " " * width + "".join(f"{name:>{width}}" for name in names)
            rows = [
                f"{name:>{width}}" + "".join(f"{count:{width}d}" for count in row)
                for name, row in zip(names, self.confusion, strict=True)
            ]
            return ["confusion (rows: truth, columns: answer)", head, *rows]
        np.fill_diagonal(counts, 0)
        worst = np.argsort(-counts, axis=None, kind="stable")[:_MOST_CONFUSIONS]
        pairs = [divmod(int(place), len(names)) for place in worst if counts.flat[place]]
        return ["most frequent confusions (truth → answer)"] + [
            f"  {names[truth]} → {names[answer]}  {counts[truth, answer]}"
            for truth, answer in pairs
        ]


def evaluate(
    probabilities: Scores,
    truth: Sequence[str] | IntArray,
    labels: Sequence[str],
    *,
    data: str = "",
    fingerprint: str = "",
) -> Report:
    """Judge probabilities against the truth.

    Args:
        probabilities: (N, classes), calibrated, N at least 1.
        truth: N labels, or int (N,) their places in `labels`.
        labels: Names of the classes, in the model's order.
        data: Name of the data set and part.
        fingerprint: sha256 of its pictures and labels.

    Raises:
        DataError: No samples, or labels that the model does not know.
        ValueError: Shapes that do not fit.
    """
    if probabilities.ndim != 2 or probabilities.shape != (len(truth), len(labels)):
        raise ValueError(
            f"probabilities must be ({len(truth)}, {len(labels)}), got {probabilities.shape}"
        )
    if not len(truth):
        raise DataError(f"{data or 'The data'}: expected at least one sample, got none.")
    targets = _places(truth, labels, data)
    predicted = probabilities.argmax(axis=1)
    correct = predicted == targets
    # Sums of float32 exponentials can end a hair above 1.
    confidence = np.minimum(probabilities.max(axis=1), 1.0)
    confusion = confusion_matrix(targets, predicted, len(labels))
    scores = class_scores(confusion)
    curve = risk_coverage(confidence, correct)
    return Report(
        data=data,
        fingerprint=fingerprint,
        samples=len(targets),
        accuracy=float(correct.mean()),
        accuracy_interval=wilson_interval(int(correct.sum()), len(correct)),
        top_3_accuracy=top_k_accuracy(probabilities, targets, 3),
        weighted_f1=scores.weighted_f1,
        macro_f1=scores.macro_f1,
        negative_log_likelihood=negative_log_likelihood(probabilities, targets),
        calibration_error=expected_calibration_error(confidence, correct),
        calibration_error_by_width=expected_calibration_error(confidence, correct, binning="width"),
        risk_coverage_area=curve.area,
        risk_at_coverage={str(coverage): curve.risk_at(coverage) for coverage in COVERAGES},
        classes=_class_reports(labels, scores),
        confusion=tuple(tuple(row) for row in confusion.tolist()),
    )


def _class_reports(labels: Sequence[str], scores: ClassScores) -> tuple[ClassReport, ...]:
    columns = (scores.precision, scores.recall, scores.f1, scores.samples)
    rows = zip(labels, *(column.tolist() for column in columns), strict=True)
    return tuple(ClassReport(*row) for row in rows)


def _places(truth: Sequence[str] | IntArray, labels: Sequence[str], data: str) -> IntArray:
    if isinstance(truth, np.ndarray) and np.issubdtype(truth.dtype, np.integer):
        return truth.astype(np.int64)
    place = {label: index for index, label in enumerate(labels)}
    strange = sorted({str(label) for label in truth} - set(place))
    if strange:
        raise DataError(
            f"{data or 'The data'}: the model knows {', '.join(labels)}; "
            f"it cannot be judged on {', '.join(strange[:5])}."
        )
    return np.array([place[str(label)] for label in truth], dtype=np.int64)
