"""What differs between one label a picture and many: the only place that asks.

Truth is two arrays: `wanted`, float32 (n, labels), 1 where a label is shown, and `known`, bool
(n, labels), false where nobody can tell. Where a picture has one label, all is known.
"""

from __future__ import annotations

from typing import Literal, Protocol

import numpy as np

from vistazo.evaluation.calibration import fit_temperature
from vistazo.runtime import LabelArray
from vistazo.types import BoolArray, Float32Array, Float64Array

Kind = Literal["one", "many"]

_LEAST = np.float32(-80.0)
"""Within what float32 can take the exponential of."""


class Link(Protocol):
    """How numbers become probabilities, and what it means to be right."""

    def probabilities(self, logits: Float32Array) -> Float32Array:
        """Of calibrated logits, both float32 (n, labels)."""

    def truth(self, labels: LabelArray, count: int) -> tuple[Float32Array, BoolArray]:
        """`wanted` and `known` of a bank's labels, for a head with `count` labels."""

    def teaches(self, shown: BoolArray) -> BoolArray:
        """Which examples, bool (n, labels), the last layer learns from, bool (n,)."""

    def fit(
        self, logits: Float32Array, wanted: Float32Array, weights: Float32Array
    ) -> tuple[float, Float32Array]:
        """Weighted log-likelihood, and its slope by the logits with the sign turned.

        Args:
            logits: float32 (n, labels), overwritten.
            wanted: float32 (n, labels), 0..1.
            weights: float32 (n, labels) or (n, 1).
        """

    def given(self, probabilities: Float32Array, thresholds: Float64Array) -> BoolArray:
        """Which labels the pictures are given, bool (n, labels)."""

    def right(self, given: BoolArray, wanted: Float32Array, known: BoolArray) -> BoolArray:
        """Which answers are right, bool (m,): pictures, or labels of pictures that are known."""

    def chances(
        self, probabilities: Float32Array, wanted: Float32Array, known: BoolArray
    ) -> Float32Array:
        """The probability of what is true, float32 (m,), of the same answers as `right`."""

    def score(self, right: BoolArray, chances: Float32Array) -> float:
        """How good answers are, 0..1, from what `right` and `chances` say of them."""

    def claims(
        self, probabilities: Float32Array, wanted: Float32Array, known: BoolArray
    ) -> tuple[Float32Array, BoolArray]:
        """Confidences, and whether each came true, to be compared: (m,) each."""

    def margins(
        self, probabilities: Float32Array, shown: BoolArray, thresholds: Float64Array
    ) -> Float64Array:
        """How far each picture is from being answered wrong, float64 (n,); negative: it is."""

    def doubt(self, probabilities: Float32Array, shown: BoolArray) -> Float32Array:
        """How much less probable what is said is than the opposite, float32 (n,), 0..1."""

    def temperature(self, logits: Float32Array, labels: LabelArray) -> float | None:
        """Fitted on held-out pictures; None where the calibration stays as it is."""


def softmax(logits: Float32Array) -> Float32Array:
    """Each row as probabilities, float32 (n, labels)."""
    shares: Float32Array = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


def sigmoid(logits: Float32Array) -> Float32Array:
    """Each number as a probability, float32 of the same shape."""
    shares: Float32Array = np.float32(1.0) / (
        np.float32(1.0) + np.exp(-np.clip(logits, _LEAST, -_LEAST))
    )
    return shares


class OneLabel:
    """A picture has one label: the probabilities of all sum to 1."""

    def probabilities(self, logits: Float32Array) -> Float32Array:  # noqa: D102
        return softmax(logits)

    def truth(self, labels: LabelArray, count: int) -> tuple[Float32Array, BoolArray]:  # noqa: D102
        wanted: Float32Array = np.zeros((len(labels), count), np.float32)
        wanted[np.arange(len(labels)), labels] = 1.0
        return wanted, np.ones(wanted.shape, bool)

    def teaches(self, shown: BoolArray) -> BoolArray:
        """Those that show a label; of the others only novelty learns."""
        found: BoolArray = shown.sum(axis=1) > 0
        return found

    def fit(  # noqa: D102
        self, logits: Float32Array, wanted: Float32Array, weights: Float32Array
    ) -> tuple[float, Float32Array]:
        logits -= logits.max(axis=1, keepdims=True)
        answers = np.exp(logits)
        totals = answers.sum(axis=1, keepdims=True)
        answers /= totals
        found = (weights * (wanted * logits).sum(axis=1, keepdims=True)).sum(dtype=np.float64)
        found -= (weights * np.log(totals)).sum(dtype=np.float64)
        return float(found), (answers - wanted) * weights

    def given(self, probabilities: Float32Array, thresholds: Float64Array) -> BoolArray:  # noqa: ARG002
        """The most probable one."""
        found: BoolArray = np.zeros(probabilities.shape, bool)
        found[np.arange(len(found)), probabilities.argmax(axis=1)] = True
        return found

    def right(self, given: BoolArray, wanted: Float32Array, known: BoolArray) -> BoolArray:  # noqa: ARG002, D102
        found: BoolArray = (given == (wanted > 0.5)).all(axis=1)
        return found

    def chances(  # noqa: D102
        self,
        probabilities: Float32Array,
        wanted: Float32Array,
        known: BoolArray,  # noqa: ARG002
    ) -> Float32Array:
        found: Float32Array = (probabilities * wanted).sum(axis=1)
        return found

    def score(self, right: BoolArray, chances: Float32Array) -> float:  # noqa: ARG002
        """The share that is right."""
        return float(right.mean())

    def claims(  # noqa: D102
        self, probabilities: Float32Array, wanted: Float32Array, known: BoolArray
    ) -> tuple[Float32Array, BoolArray]:
        given = self.given(probabilities, np.zeros(probabilities.shape[1]))
        confidence = np.clip(probabilities.max(axis=1), 0.0, 1.0)
        return confidence, self.right(given, wanted, known)

    def margins(  # noqa: D102
        self,
        probabilities: Float32Array,
        shown: BoolArray,
        thresholds: Float64Array,  # noqa: ARG002
    ) -> Float64Array:
        logits = np.log(np.maximum(probabilities, 1e-30)).astype(np.float64)
        own = np.where(shown, logits, -np.inf).max(axis=1)
        margins: Float64Array = own - np.where(shown, -np.inf, logits).max(axis=1)
        return margins

    def doubt(self, probabilities: Float32Array, shown: BoolArray) -> Float32Array:  # noqa: D102
        own = (probabilities * shown).sum(axis=1)
        found: Float32Array = own / probabilities.max(axis=1)
        found[~shown.any(axis=1)] = 1.0
        return found

    def temperature(self, logits: Float32Array, labels: LabelArray) -> float | None:
        """By the Brier score, in which a wrong label counts no more than any other mistake."""
        return fit_temperature(logits, labels.astype(np.int64), "brier")


class ManyLabels:
    """A picture has any number of labels, each with a probability of its own."""

    def probabilities(self, logits: Float32Array) -> Float32Array:  # noqa: D102
        return sigmoid(logits)

    def truth(self, labels: LabelArray, count: int) -> tuple[Float32Array, BoolArray]:
        """Of a label that the bank does not have, nothing is known."""
        wanted = np.zeros((len(labels), count), np.float32)
        known = np.zeros(wanted.shape, bool)
        wanted[:, : labels.shape[1]] = labels == 1
        known[:, : labels.shape[1]] = labels >= 0
        return wanted, known

    def teaches(self, shown: BoolArray) -> BoolArray:
        """All of them: that none of the labels is shown is an answer, too."""
        return np.ones(len(shown), bool)

    def fit(  # noqa: D102
        self, logits: Float32Array, wanted: Float32Array, weights: Float32Array
    ) -> tuple[float, Float32Array]:
        gained = wanted * logits - np.logaddexp(np.float32(0.0), logits)
        return float((weights * gained).sum(dtype=np.float64)), (sigmoid(logits) - wanted) * weights

    def given(self, probabilities: Float32Array, thresholds: Float64Array) -> BoolArray:
        """Each that reaches its threshold."""
        # As float64, in which the card states the thresholds and an answer is compared with them.
        given: BoolArray = probabilities.astype(np.float64) >= thresholds
        return given

    def right(self, given: BoolArray, wanted: Float32Array, known: BoolArray) -> BoolArray:  # noqa: D102
        found: BoolArray = (given == (wanted > 0.5))[known]
        return found

    def chances(  # noqa: D102
        self, probabilities: Float32Array, wanted: Float32Array, known: BoolArray
    ) -> Float32Array:
        found: Float32Array = np.where(wanted > 0.5, probabilities, 1.0 - probabilities)[known]
        return found

    def score(self, right: BoolArray, chances: Float32Array) -> float:  # noqa: ARG002
        """The mean probability of what is true."""
        return float(chances.mean(dtype=np.float64))

    def claims(  # noqa: D102
        self, probabilities: Float32Array, wanted: Float32Array, known: BoolArray
    ) -> tuple[Float32Array, BoolArray]:
        return probabilities[known], (wanted > 0.5)[known]

    def margins(  # noqa: D102
        self, probabilities: Float32Array, shown: BoolArray, thresholds: Float64Array
    ) -> Float64Array:
        above = probabilities.astype(np.float64) - thresholds
        margins: Float64Array = np.where(shown, above, -above).min(axis=1)
        return margins

    def doubt(self, probabilities: Float32Array, shown: BoolArray) -> Float32Array:
        """Of the label about which head and example disagree most."""
        opposite = np.maximum(1.0 - probabilities, 1e-30)
        odds = np.where(shown, probabilities, opposite) / np.maximum(probabilities, opposite)
        found: Float32Array = odds.min(axis=1)
        return found

    def temperature(self, logits: Float32Array, labels: LabelArray) -> float | None:  # noqa: ARG002
        """None: a bank holds too few pictures of a label to calibrate it better than training."""
        return None


LINKS: dict[Kind, Link] = {"one": OneLabel(), "many": ManyLabels()}
