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
from vistazo.evaluation.calibration import fit_temperature
from vistazo.evaluation.novelty import fit_threshold
from vistazo.learning.head import Head, novelty_features, softmax
from vistazo.runtime import Bank
from vistazo.types import BoolArray, Float32Array, Float64Array, IntArray

NONE = -1
"""The target of an example that is none of the labels."""

REPLAY_WEIGHT = 12_000.0
"""Of all replayed pictures together; an example has `Strength.weight`."""

NEW_LABEL_EMPHASIS = 100.0
"""Factor on the weight of an example whose label has none of the replay."""

NEW_LABEL_PULL = 1.0
"""Of the weights of a label that is new, towards none."""

PASSES = 20
"""Steps of the optimiser, each over all examples; later ones hardly change an answer."""

ACCEPTED = 0.99
"""Share of real held-out pictures whose novelty lies under the threshold."""

_NOVELTY_PULL = 0.0003
_NOVELTY_WEIGHT = 100.0
"""Of an example, where each held-out picture weighs 1; together no more than all of those."""


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
        labels: The right labels of each; an empty set says that it is none of them.
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
        if any(len(labels) > 1 for labels in self.labels):
            raise OptionError("A picture of this recogniser has one label, or none.")

    def __len__(self) -> int:
        return len(self.labels)

    def targets(self, labels: tuple[str, ...]) -> IntArray:
        """The place of each right label among `labels`, or NONE, int64 (n,)."""
        place = {label: index for index, label in enumerate(labels)}
        return np.array([place.get("".join(found), NONE) for found in self.labels], np.int64)

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
    """Fit the last layer again; `calibrate` follows, once it is settled.

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
    targets = examples.targets(grown.labels)
    known = targets != NONE
    replay = bank.embeddings.astype(np.float32)
    wanted = _replayed(head, bank, replay, len(grown.labels), strength.kept)
    wanted = np.concatenate((wanted, np.eye(len(grown.labels), dtype=np.float32)[targets[known]]))
    factor = np.ones(len(examples)) if emphasis is None else emphasis
    factor = np.where(targets < len(head.labels), factor, factor * NEW_LABEL_EMPHASIS)
    shares = np.concatenate(
        (replay_weights(bank, prior, head.labels), strength.weight * factor[known])
    )
    embeddings = np.concatenate((replay, examples.embeddings[known]))
    pull = np.full(len(grown.labels), strength.pull)
    pull[len(head.labels) :] = NEW_LABEL_PULL
    weight, bias = _descend(grown, start or grown, embeddings, wanted, shares, pull, passes)
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
        thresholds=np.append(head.thresholds, np.full(len(new), head.thresholds.max())),
    )


def _replayed(
    head: Head, bank: Bank, replay: Float32Array, labels: int, kept: float
) -> Float32Array:
    """What the replayed pictures are to be, float32 (n, labels)."""
    wanted = np.zeros((len(replay), labels), np.float32)
    wanted[:, : len(head.labels)] = kept * softmax(head.logits(replay))
    wanted[np.arange(len(replay)), bank.labels] += 1.0 - kept
    return wanted


def replay_weights(bank: Bank, prior: Mapping[str, float], labels: tuple[str, ...]) -> Float64Array:
    """The weight of each replayed picture, float64 (n,): as often as its label comes in life."""
    counts = np.bincount(bank.labels, minlength=len(labels))
    life = np.array([prior.get(label, 1.0 / len(labels)) for label in labels])
    shares = (life / np.maximum(counts, 1))[bank.labels]
    weighted: Float64Array = REPLAY_WEIGHT * shares / shares.sum()
    return weighted


def _descend(
    anchor: Head,
    begin: Head,
    embeddings: Float32Array,
    wanted: Float32Array,
    shares: Float64Array,
    pull: Float64Array,
    passes: int,
) -> tuple[Float32Array, Float32Array]:
    """Weighted cross-entropy plus the pull, by L-BFGS; weight (labels, width), bias (labels,)."""
    rows = pull[:, None]
    # The constant as one more feature.
    features = np.concatenate((embeddings, np.ones((len(embeddings), 1), np.float32)), axis=1)
    start = np.concatenate((anchor.weight, anchor.bias[:, None]), axis=1)
    first = np.concatenate((begin.weight, begin.bias[:, None]), axis=1)
    weights = shares.astype(np.float32)[:, None]

    def loss(flat: Float64Array) -> tuple[float, Float64Array]:
        matrix = flat.reshape(start.shape)
        logits = features @ matrix.T.astype(np.float32)
        logits -= logits.max(axis=1, keepdims=True)
        answers = np.exp(logits)
        totals = answers.sum(axis=1, keepdims=True)
        answers /= totals
        fit = (weights * (wanted * logits).sum(axis=1, keepdims=True)).sum(dtype=np.float64)
        fit -= (weights * np.log(totals)).sum(dtype=np.float64)
        change = matrix - start
        slope = ((answers - wanted) * weights).T @ features + rows * change
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


def calibrate(head: Head, bank: Bank, examples: Examples) -> Head:
    """Fit temperature and novelty for new weights, on pictures neither replayed nor golden."""
    known = examples.targets(head.labels) != NONE
    held_out = bank.calibration_embeddings.astype(np.float32)
    temperature = fit_temperature(head.logits(held_out), bank.calibration_labels, "brier")
    others = bank.outlier_embeddings.astype(np.float32)
    weight, bias = _fit_novelty(
        head, (held_out, examples.embeddings[known]), (others, examples.embeddings[~known])
    )
    moved = replace(head, temperature=temperature, novelty_weight=weight, novelty_bias=bias)
    threshold = fit_threshold(moved.novelty(held_out).astype(np.float64), ACCEPTED)
    return replace(moved, novelty_threshold=threshold)


def _fit_novelty(
    head: Head, real: tuple[Float32Array, Float32Array], other: tuple[Float32Array, Float32Array]
) -> tuple[Float32Array, float]:
    """Logistic regression that tells others from real pictures, pulled towards what there is.

    Each side is what the bank holds and the examples; both sides weigh the same.
    """
    parts = (*real, *other)
    features = np.concatenate([novelty_features(part, head.logits(part)) for part in parts])
    sign = np.repeat([-1.0, -1.0, 1.0, 1.0], [len(part) for part in parts])
    share = np.concatenate([_side(*real), _side(*other)])
    spread = features.std(axis=0) + np.float32(1e-6)
    ones = np.ones((len(features), 1), np.float32)
    scaled = np.concatenate((features / spread, ones), axis=1)
    start = np.append(head.novelty_weight * spread, head.novelty_bias).astype(np.float64)

    def loss(flat: Float64Array) -> tuple[float, Float64Array]:
        margin = sign * (scaled @ flat.astype(np.float32)).astype(np.float64)
        change = flat - start
        slope = -share * sign / (1.0 + np.exp(np.clip(margin, -60, 60)))
        value = share @ np.logaddexp(0.0, -margin) + _NOVELTY_PULL / 2 * (change @ change)
        return float(value), slope.astype(np.float32) @ scaled + _NOVELTY_PULL * change

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": PASSES}).x
    return (found[:-1] / spread).astype(np.float32), float(found[-1])


def _side(kept: Float32Array, examples: Float32Array) -> Float64Array:
    """Weights of one side of the regression, 0.5 together."""
    each = min(_NOVELTY_WEIGHT, len(kept) / max(1, len(examples)))
    weights = np.repeat([1.0, each], [len(kept), len(examples)])
    halved: Float64Array = 0.5 * weights / weights.sum()
    return halved
