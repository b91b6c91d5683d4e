"""One report on a recogniser's answers with several labels, for people and for programs."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from vistazo.errors import DataError
from vistazo.evaluation.calibration import reliability
from vistazo.evaluation.metrics import Scores, wilson_interval
from vistazo.evaluation.multilabel import (
    chance_calibration_errors,
    label_calibration_errors,
    label_scores,
)
from vistazo.evaluation.ranking import Targets, average_precisions, bootstrap_interval
from vistazo.types import Float64Array, IntArray


@dataclass(frozen=True)
class LabelReport:
    """One label. Shares and probabilities are fractions, 0..1; None where nothing can be said.

    Attributes:
        label: Its name.
        average_precision: Area under the interpolated curve, as Pascal VOC 2010 and later.
        average_precision_11: At eleven recalls, as Pascal VOC 2007.
        precision: Share of the samples given the label that show it.
        recall: Share of the samples that show the label that were given it.
        f1: Harmonic mean of the two.
        threshold: The probability from which the label is given.
        calibration_error: Expected, 15 bins of equally many samples.
        shown: How many samples show it.
        judged: Of how many samples it is known whether they show it.
    """

    label: str
    average_precision: float | None
    average_precision_11: float | None
    precision: float
    recall: float
    f1: float
    threshold: float
    calibration_error: float | None
    shown: int
    judged: int


@dataclass(frozen=True)
class ManyReport:
    """How good answers with several labels are on one data set. Fractions, 0..1.

    Attributes:
        data: Name of the data set and part, e.g. "voc2007/test".
        fingerprint: sha256 of its pictures and labels, or "".
        samples: How many there are.
        shown_labels: How many labels at least one sample shows; the means of average precision
            are over these.
        mean_average_precision: Area under the interpolated curve (Pascal VOC 2010 and later).
        mean_average_precision_interval: 95 % of 1,000 draws of the samples.
        mean_average_precision_11: At eleven recalls (Pascal VOC 2007).
        micro_f1: F1 of all labels' answers together, at the thresholds.
        macro_f1: Plain mean F1 of the labels that occur.
        exact: Share of samples that were given all of their labels and no other.
        exact_interval: Its Wilson 95 % interval.
        calibration_error: Mean over the labels of the expected error, 15 bins of equally many
            samples.
        worst_calibration_error: The largest of these.
        chance_calibration_error: Their mean if every probability were exactly right; more samples
            make it smaller.
        pooled_calibration_error: The expected error over the probabilities of all labels together.
        labels: Figures of each label, in the model's order.
    """

    data: str
    fingerprint: str
    samples: int
    shown_labels: int
    mean_average_precision: float
    mean_average_precision_interval: tuple[float, float]
    mean_average_precision_11: float
    micro_f1: float
    macro_f1: float
    exact: float
    exact_interval: tuple[float, float]
    calibration_error: float
    worst_calibration_error: float
    chance_calibration_error: float
    pooled_calibration_error: float
    labels: tuple[LabelReport, ...]

    def to_json(self) -> str:
        """The report as one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def to_text(self) -> str:
        """The report as a table for the terminal."""
        low, high = self.mean_average_precision_interval
        least, most = self.exact_interval
        lines = [
            f"{self.data}: {self.samples} samples, {self.shown_labels} labels shown",
            "",
            f"mean average precision  {self.mean_average_precision:8.4f}"
            f"  (area; 95 % interval {low:.4f} to {high:.4f})",
            f"                        {self.mean_average_precision_11:8.4f}  (11 points)",
            f"micro F1                {self.micro_f1:8.4f}",
            f"macro F1                {self.macro_f1:8.4f}",
            f"all labels right        {self.exact:8.2%}  (95 % interval {least:.2%} to {most:.2%})",
            f"calibration error       {self.calibration_error:8.2%}  (mean of the labels; "
            f"worst {self.worst_calibration_error:.2%}, by chance alone "
            f"{self.chance_calibration_error:.2%})",
            f"  of all labels together{self.pooled_calibration_error:8.2%}",
            "",
            *self._label_lines(),
        ]
        return "\n".join(lines)

    def _label_lines(self) -> list[str]:
        width = max(5, *(len(item.label) for item in self.labels))
        head = f"{'label':{width}}  average pr.  precision  recall      F1  threshold  shown"
        return [head] + [
            f"{item.label:{width}}  {_figure(item.average_precision)}  {item.precision:9.4f}"
            f"  {item.recall:6.4f}  {item.f1:6.4f}  {item.threshold:9.4f}  {item.shown:5d}"
            for item in self.labels
        ]


def evaluate_many(
    probabilities: Scores,
    targets: Targets,
    labels: Sequence[str],
    thresholds: Sequence[float],
    *,
    data: str = "",
    fingerprint: str = "",
) -> ManyReport:
    """Judge probabilities of several labels against the truth.

    Args:
        probabilities: (N, labels), calibrated, N at least 1.
        targets: int (N, labels): 1 shown, 0 not shown, -1 neither judged for nor against.
        labels: Their names, in the model's order.
        thresholds: From which probability each label is given.
        data: Name of the data set and part.
        fingerprint: sha256 of its pictures and labels.

    Raises:
        DataError: No samples, or none that shows a label.
        ValueError: Shapes that do not fit, or values out of range.
    """
    wanted = (len(targets), len(labels))
    if probabilities.shape != wanted or targets.shape != wanted or len(thresholds) != len(labels):
        raise ValueError(
            f"expected probabilities and targets {wanted} and {len(labels)} thresholds, got "
            f"{probabilities.shape}, {targets.shape} and {len(thresholds)}"
        )
    if not (targets == 1).any():
        raise DataError(
            f"{data or 'The data'}: expected samples that show at least one of "
            f"{', '.join(labels)}; got none."
        )
    scores = label_scores(probabilities, targets, np.asarray(thresholds, np.float64))
    areas = average_precisions(probabilities, targets)
    elevens = average_precisions(probabilities, targets, "11-point")
    errors = label_calibration_errors(probabilities, targets)
    known = targets >= 0
    pooled = reliability(probabilities[known], targets[known] == 1)
    hits = int(scores.exact.sum())
    return ManyReport(
        data=data,
        fingerprint=fingerprint,
        samples=len(targets),
        shown_labels=int((scores.shown > 0).sum()),
        mean_average_precision=float(np.nanmean(areas)),
        mean_average_precision_interval=bootstrap_interval(probabilities, targets),
        mean_average_precision_11=float(np.nanmean(elevens)),
        micro_f1=scores.micro_f1,
        macro_f1=scores.macro_f1,
        exact=hits / len(targets),
        exact_interval=wilson_interval(hits, len(targets)),
        calibration_error=float(np.nanmean(errors)),
        worst_calibration_error=float(np.nanmax(errors)),
        chance_calibration_error=float(
            np.nanmean(chance_calibration_errors(probabilities, targets))
        ),
        pooled_calibration_error=pooled.error,
        labels=_label_reports(
            labels,
            average_precision=areas,
            average_precision_11=elevens,
            precision=scores.precision,
            recall=scores.recall,
            f1=scores.f1,
            threshold=np.asarray(thresholds, np.float64),
            calibration_error=errors,
            shown=scores.shown,
            judged=scores.judged,
        ),
    )


def _label_reports(
    labels: Sequence[str], **columns: Float64Array | IntArray
) -> tuple[LabelReport, ...]:
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    found = []
    for label, row in zip(labels, rows, strict=True):
        values: dict[str, Any] = {
            name: None if math.isnan(value) else value
            for name, value in zip(columns, row, strict=True)
        }
        found.append(LabelReport(label, **values))
    return tuple(found)


def _figure(value: float | None) -> str:
    return f"{'–':>11}" if value is None else f"{value:11.4f}"
