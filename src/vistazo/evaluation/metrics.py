"""How good answers are: counts and rankings of scores against the truth."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from vistazo.types import Float64Array, IntArray

BoolArray = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.floating]

_LEAST_PROBABILITY = 1e-12


def wilson_interval(hits: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """The Wilson score interval of a share (Wilson, JASA 1927).

    Args:
        hits: How often it came out, 0..trials.
        trials: How often it was tried, at least 1.
        level: Confidence level, between 0 and 1.

    Returns:
        Lower and upper bound, in 0..1; they hold `hits / trials`.
    """
    if not (trials > 0 and 0 <= hits <= trials and 0.0 < level < 1.0):
        raise ValueError(f"expected 0 <= hits <= trials, got {hits} of {trials} at level {level}")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = hits / trials
    scale = 1.0 + z * z / trials
    middle = (share + z * z / (2 * trials)) / scale
    half = z / scale * (share * (1 - share) / trials + z * z / (4 * trials**2)) ** 0.5
    return min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)


def confusion_matrix(truth: IntArray, predicted: IntArray, classes: int) -> IntArray:
    """Count how often each class was taken for each.

    Args:
        truth: int (N,), in 0..classes - 1.
        predicted: int (N,), in 0..classes - 1.
        classes: How many classes there are.

    Returns:
        int64 (classes, classes): rows are the truth, columns the answer.
    """
    if truth.shape != predicted.shape or truth.ndim != 1:
        raise ValueError(f"expected two arrays (N,), got {truth.shape} and {predicted.shape}")
    for values in (truth, predicted):
        if values.size and not 0 <= values.min() <= values.max() < classes:
            raise ValueError(f"classes must lie in 0..{classes - 1}")
    counts = np.bincount(truth * classes + predicted, minlength=classes * classes)
    return counts.astype(np.int64).reshape(classes, classes)


@dataclass(frozen=True, eq=False)
class ClassScores:
    """Precision, recall and F1 of every class, float64 (classes,) each, 0 where undefined.

    Attributes:
        precision: Share of the answers "this class" that were right.
        recall: Share of the class's samples that were found.
        f1: Harmonic mean of the two.
        samples: int64 (classes,), how many samples are of the class.
        weighted_f1: Mean of F1, each class weighted by its samples.
        macro_f1: Plain mean of F1 over the classes that occur as truth or as answer.
    """

    precision: Float64Array
    recall: Float64Array
    f1: Float64Array
    samples: IntArray
    weighted_f1: float
    macro_f1: float


def class_scores(confusion: IntArray) -> ClassScores:
    """Scores of every class from a confusion matrix, int (classes, classes), rows the truth."""
    hits = np.diag(confusion).astype(np.float64)
    samples, answers = confusion.sum(axis=1), confusion.sum(axis=0)
    if not samples.sum():
        raise ValueError("the confusion matrix is empty")
    f1 = 2 * hits / np.maximum(samples + answers, 1)
    return ClassScores(
        precision=hits / np.maximum(answers, 1),
        recall=hits / np.maximum(samples, 1),
        f1=f1,
        samples=samples,
        weighted_f1=float(f1 @ samples / samples.sum()),
        macro_f1=float(f1[samples + answers > 0].mean()),
    )


def negative_log_likelihood(probabilities: Scores, truth: IntArray) -> float:
    """Mean of -ln(probability of the truth), in nats; a probability of 0 counts as 1e-12.

    Args:
        probabilities: (N, classes), in 0..1.
        truth: int (N,).
    """
    given = probabilities[np.arange(len(truth)), truth].astype(np.float64)
    return float(-np.log(np.maximum(given, _LEAST_PROBABILITY)).mean())


def top_k_accuracy(probabilities: Scores, truth: IntArray, k: int) -> float:
    """Share of samples whose truth is among the k best; of equals, the earlier class is better.

    Args:
        probabilities: (N, classes); any scores, more is better.
        truth: int (N,).
        k: At least 1.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    given = np.take_along_axis(probabilities, truth[:, None], axis=1)
    earlier = np.arange(probabilities.shape[1]) < truth[:, None]
    ahead = (probabilities > given) | ((probabilities == given) & earlier)
    return float((ahead.sum(axis=1) < k).mean())


@dataclass(frozen=True, eq=False)
class RiskCoverage:
    """What share of answers is wrong if only the most confident are given.

    Attributes:
        coverage: float64 (N,): 1/N, 2/N … 1, the share that is answered.
        risk: float64 (N,): share of those that is wrong.
        area: Mean risk over all coverages (AURC); 0 is perfect.
    """

    coverage: Float64Array
    risk: Float64Array
    area: float

    def risk_at(self, coverage: float) -> float:
        """Risk when at least this share, above 0 and up to 1, is answered."""
        place = int(np.ceil(coverage * len(self.risk) - 1e-9))
        return float(self.risk[max(place, 1) - 1])


def risk_coverage(confidence: Scores, correct: BoolArray) -> RiskCoverage:
    """The curve of risk against coverage (Geifman & El-Yaniv, NeurIPS 2017).

    Answers of equal confidence count as in random order: within such a block errors are spread
    evenly, which makes curve and area the exact expectation.

    Args:
        confidence: (N,), more is surer.
        correct: bool (N,).
    """
    if not len(confidence) or len(confidence) != len(correct):
        raise ValueError(f"expected N > 0 of each, got {len(confidence)} and {len(correct)}")
    order = np.argsort(-confidence, kind="stable")
    wrong = (~correct[order]).astype(np.float64)
    starts = np.flatnonzero(np.diff(confidence[order], prepend=np.inf))
    sizes = np.diff(np.append(starts, len(wrong)))
    spread = np.repeat(np.add.reduceat(wrong, starts) / sizes, sizes)
    answered = np.arange(1, len(wrong) + 1)
    risk = np.cumsum(spread) / answered
    return RiskCoverage(answered / len(wrong), risk, float(risk.mean()))


def auroc(positive: Scores, negative: Scores) -> float:
    """Chance that a positive scores above a negative; equals count half (Mann & Whitney 1947).

    Args:
        positive: (P,) scores that should be high; at least one.
        negative: (N,) scores that should be low; at least one.

    Returns:
        0..1; 0.5 is chance.
    """
    _check_finite(positive, negative)
    ranked = np.sort(negative)
    below = np.searchsorted(ranked, positive, side="left")
    not_above = np.searchsorted(ranked, positive, side="right")
    return float((below + not_above).sum() / (2 * len(positive) * len(negative)))


def lowest_threshold(values: Scores, share: float) -> float:
    """The smallest of `values`, (N,), that at least `share` of them do not exceed."""
    if not (0.0 < share <= 1.0) or not len(values):
        raise ValueError(f"expected values and a share in (0, 1], got {len(values)} and {share}")
    # 1e-9 keeps 0.07 * 100 = 7.000000000000001 from asking for an eighth value.
    rank = int(np.ceil(share * len(values) - 1e-9))
    return float(np.partition(values, max(rank, 1) - 1)[max(rank, 1) - 1])


def _check_finite(positive: Scores, negative: Scores) -> None:
    if not len(positive) or not len(negative):
        raise ValueError(f"expected scores of both, got {len(positive)} and {len(negative)}")
    if np.isnan(positive).any() or np.isnan(negative).any():
        raise ValueError("scores must not be NaN")
