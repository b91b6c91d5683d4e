"""Fitting the last layer again: examples and replay, pulled towards the weights of now.

After Kienzle & Chellapilla (2006), "Personalized handwriting recognition via biased
regularization": the sum of all squared changes to the weights is part of what is minimised, so that
a weight changes only where an example asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from vistazo.errors import OptionError
from vistazo.learning.head import Head
from vistazo.runtime import Bank
from vistazo.types import BoolArray, Float32Array, Float64Array

REPLAY_WEIGHT = 12_000.0
"""Of all replayed pictures together; an example has `Strength.weight`."""

NEW_LABEL_EMPHASIS = 100.0
"""Factor on the weight of an example whose label has none of the replay."""

NEW_LABEL_PULL = 1.0
"""Of the weights of a label that is new, towards none."""

PASSES = 20
"""Steps of the optimiser, each over all examples; later ones hardly change an answer."""


@dataclass(frozen=True)
class Strength:
    """How strongly examples pull.

    Attributes:
        weight: Of one example, where all replayed pictures weigh `REPLAY_WEIGHT` together.
        kept: Share of the head's own answers in what the replayed pictures are to be, 0..1, the
            rest being their labels. With 1 nothing moves where nothing is corrected (after Li &
            Hoiem 2016, learning without forgetting).
        pull: Towards the weights of now.
    """

    weight: float
    kept: float
    pull: float = 30.0


@dataclass(frozen=True, eq=False)
class Examples:
    """Corrected pictures, as the network sees them.

    Attributes:
        embeddings: float32 (n, width).
        labels: The right labels of each; an empty set says that it shows none of them.
        hashes: sha256 of each picture.
        authors: Who said so.
    """

    embeddings: Float32Array
    labels: tuple[tuple[str, ...], ...]
    hashes: tuple[str, ...]
    authors: tuple[str, ...]

    def __post_init__(self) -> None:
        counts = {len(self.embeddings), len(self.labels), len(self.hashes), len(self.authors)}
        if len(counts) > 1:
            raise OptionError("Examples need an embedding, labels, a hash and an author each.")

    def __len__(self) -> int:
        return len(self.labels)

    def shown(self, labels: tuple[str, ...]) -> BoolArray:
        """Which of `labels` each picture shows, bool (n, labels)."""
        return np.array(
            [[label in found for label in labels] for found in self.labels], bool
        ).reshape(len(self), len(labels))

    def subset(self, chosen: BoolArray) -> Examples:
        """Only those that are chosen, bool (n,)."""
        rows = np.flatnonzero(chosen)
        return Examples(
            self.embeddings[rows],
            tuple(self.labels[row] for row in rows),
            tuple(self.hashes[row] for row in rows),
            tuple(self.authors[row] for row in rows),
        )


def refit(
    head: Head,
    bank: Bank,
    prior: Mapping[str, float],
    examples: Examples,
    strength: Strength,
    *,
    emphasis: Float64Array | None = None,
    start: Head | None = None,
    passes: int = PASSES,
) -> Head:
    """Fit the last layer again; `recalibrate` follows, once it is settled.

    Args:
        head: What there is, and what the weights are pulled towards; further rows are added for
            labels that are new.
        bank: Replay, calibration and outliers of the same network.
        prior: How often each label comes in life; empty where all are as likely.
        examples: To be learned.
        strength: Of the examples.
        emphasis: float64 (n,), factors on the weight of single examples.
        start: An earlier fit of the same examples, from which less is left to do.
        passes: Steps of the optimiser, at least 1.
    """
    grown = _grow(head, examples)
    shown = examples.shown(grown.labels)
    teaches = head.link.teaches(shown)
    replay = bank.embeddings.astype(np.float32)
    wanted, weights = _replayed(head, bank, prior, replay, len(grown.labels), strength.kept)
    factor = np.ones(len(examples)) if emphasis is None else emphasis
    new = shown[:, len(head.labels) :].any(axis=1)
    factor = strength.weight * np.where(new, factor * NEW_LABEL_EMPHASIS, factor)
    each = np.repeat(factor[teaches, None], weights.shape[1], axis=1)
    pull = np.full(len(grown.labels), strength.pull)
    pull[len(head.labels) :] = NEW_LABEL_PULL
    weight, bias = _descend(
        grown,
        start or grown,
        np.concatenate((replay, examples.embeddings[teaches])),
        np.concatenate((wanted, shown[teaches].astype(np.float32))),
        np.concatenate((weights, each)).astype(np.float32),
        pull,
        passes,
    )
    return replace(grown, weight=weight, bias=bias)


def _grow(head: Head, examples: Examples) -> Head:
    """Rows for labels that the head lacks, which no picture has yet."""
    new = sorted({label for found in examples.labels for label in found} - set(head.labels))
    if not new:
        return head
    labels = (*head.labels, *new)
    width = head.weight.shape[1]
    return replace(
        head,
        labels=labels,
        weight=np.concatenate((head.weight, np.zeros((len(new), width), np.float32))),
        bias=np.concatenate((head.bias, np.full(len(new), head.bias.min() - 5.0, np.float32))),
        thresholds=np.append(head.thresholds, np.full(len(new), np.median(head.thresholds))),
        sharpness=_longer(head.sharpness, len(new), 1.0),
        shift=_longer(head.shift, len(new), 0.0),
    )


def _longer(numbers: Float32Array, count: int, value: float) -> Float32Array:
    """One number a label, with `count` more; or one for all, as it is."""
    return np.append(numbers, np.full(count, value, np.float32)) if numbers.ndim else numbers


def _replayed(
    head: Head,
    bank: Bank,
    prior: Mapping[str, float],
    replay: Float32Array,
    labels: int,
    kept: float,
) -> tuple[Float32Array, Float64Array]:
    """What the replayed pictures are to be, float32 (n, labels), and its weight, (n, labels or 1).

    What is not known of a picture is to stay as the head has it; a label that is new, not shown.
    """
    wanted, known = head.link.truth(bank.labels, labels)
    own = np.zeros_like(wanted)
    own[:, : len(head.labels)] = head.link.probabilities(head.logits(replay))
    mixed = np.where(known, kept * own + (1.0 - kept) * wanted, own).astype(np.float32)
    return mixed, replay_weights(head, bank, prior)[:, None]


def replay_weights(head: Head, bank: Bank, prior: Mapping[str, float]) -> Float64Array:
    """The weight of each replayed picture, float64 (n,): as often as its label comes in life."""
    if bank.labels.ndim == 2:
        return np.full(len(bank.labels), REPLAY_WEIGHT / len(bank.labels))
    counts = np.bincount(bank.labels, minlength=len(head.labels))
    life = np.array([prior.get(label, 1.0 / len(head.labels)) for label in head.labels])
    shares = (life / np.maximum(counts, 1))[bank.labels]
    weighted: Float64Array = REPLAY_WEIGHT * shares / shares.sum()
    return weighted


def _descend(
    anchor: Head,
    begin: Head,
    embeddings: Float32Array,
    wanted: Float32Array,
    weights: Float32Array,
    pull: Float64Array,
    passes: int,
) -> tuple[Float32Array, Float32Array]:
    """Weighted likelihood minus the pull, by L-BFGS; weight (labels, width), bias (labels,)."""
    rows = pull[:, None]
    # The constant as one more feature.
    features = np.concatenate((embeddings, np.ones((len(embeddings), 1), np.float32)), axis=1)
    start = np.concatenate((anchor.weight, anchor.bias[:, None]), axis=1)
    first = np.concatenate((begin.weight, begin.bias[:, None]), axis=1)

    def loss(flat: Float64Array) -> tuple[float, Float64Array]:
        matrix = flat.reshape(start.shape)
        fit, residual = anchor.link.fit(features @ matrix.T.astype(np.float32), wanted, weights)
        change = matrix - start
        slope = residual.T @ features + rows * change
        return float((rows / 2 * change * change).sum() - fit), slope.ravel()

    found = minimize(
        loss,
        first.astype(np.float64).ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": passes},
    ).x.reshape(start.shape)
    matrix = found.astype(np.float32)
    return np.ascontiguousarray(matrix[:, :-1]), np.ascontiguousarray(matrix[:, -1])
