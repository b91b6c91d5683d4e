"""The part of a model file that the shop fits again: the last layer and what depends on it."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from zipfile import BadZipFile

import numpy as np

from vistazo.errors import ModelError
from vistazo.learning.link import LINKS, Kind, Link, sigmoid
from vistazo.learning.onnx_file import read_tensors, replace_tensors
from vistazo.runtime import Card, Metric
from vistazo.runtime.bundle import CARD_KEY
from vistazo.runtime.wire import read_fields
from vistazo.types import Float32Array, Float64Array

_WEIGHT, _BIAS = "network.head.weight", "network.head.bias"
_SHARPNESS, _SHIFT = "sharpness", "shift"
_NOVELTY_WEIGHT, _NOVELTY_BIAS = "novelty_weight", "novelty_bias"
_NAMES = (_WEIGHT, _BIAS, _SHARPNESS, _NOVELTY_WEIGHT, _NOVELTY_BIAS)
_NUMBERS = ("novelty_bias", "novelty_threshold")
_METADATA = 14


@dataclass(frozen=True, eq=False)
class Head:
    """The last layer of a network, its calibration and its novelty.

    Attributes:
        task: Whether a picture has one label or many.
        labels: In the order of the rows.
        weight: float32 (labels, width).
        bias: float32 (labels,).
        sharpness: Multiplies the logits before they become probabilities, positive: float32 (),
            or with many labels (labels,).
        shift: Is added after that: float32 (), 0, or with many labels (labels,).
        thresholds: float64 (labels,), the confidence from which an answer is sure, or with many
            labels the probability from which a picture is given the label.
        novelty_weight: float32 (2 × width + 1,), for the embedding, its squares, the energy.
        novelty_bias: Its constant.
        novelty_threshold: Above it a picture is unknown, 0..1.
        metrics: Measured with this head.
        card: The whole card of the file that has this head, as JSON; empty before `with_card`. It
            is kept as it was written, so that the same bytes come of it ever after.
    """

    task: Kind
    labels: tuple[str, ...]
    weight: Float32Array
    bias: Float32Array
    sharpness: Float32Array
    shift: Float32Array
    thresholds: Float64Array
    novelty_weight: Float32Array
    novelty_bias: float
    novelty_threshold: float
    metrics: tuple[Metric, ...] = ()
    card: str = ""

    @property
    def link(self) -> Link:
        """What its numbers mean."""
        return LINKS[self.task]

    def logits(self, embeddings: Float32Array) -> Float32Array:
        """Before the calibration, float32 (n, labels)."""
        found: Float32Array = embeddings @ self.weight.T + self.bias
        return found

    def probabilities(self, embeddings: Float32Array) -> Float32Array:
        """What the model file answers, unless a picture has no ink, float32 (n, labels)."""
        return self.link.probabilities(self.logits(embeddings) * self.sharpness + self.shift)

    def novelty(self, embeddings: Float32Array) -> Float32Array:
        """What the model file answers, unless a picture has no ink, float32 (n,), 0..1."""
        unlike = novelty_features(embeddings, self.logits(embeddings)) @ self.novelty_weight
        return sigmoid(unlike + np.float32(self.novelty_bias))

    def to_bytes(self) -> bytes:
        """As an NPZ without pickles; `from_bytes` reads it."""
        arrays: dict[str, Any] = {
            item.name: np.asarray(getattr(self, item.name)) for item in fields(self)
        }
        arrays["card"] = np.asarray(self.card)
        arrays["task"] = np.asarray(self.task)
        arrays["labels"] = np.asarray(json.dumps(self.labels))
        arrays["metrics"] = np.asarray(json.dumps([asdict(metric) for metric in self.metrics]))
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Head:
        """Read what `to_bytes` wrote.

        Raises:
            ModelError: Damaged.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as archive:
                values = {item.name: archive[item.name] for item in fields(cls)}
            task: Kind = "many" if str(values.pop("task")) == "many" else "one"
            labels = tuple(json.loads(str(values.pop("labels"))))
            card = str(values.pop("card"))
            metrics = tuple(Metric(**row) for row in json.loads(str(values.pop("metrics"))))
        except (KeyError, ValueError, TypeError, OSError, EOFError, BadZipFile) as error:
            raise ModelError(f"The head of this version is damaged ({error}).") from None
        numbers = {name: float(values[name]) for name in _NUMBERS}
        parts = {**values, **numbers}
        return cls(task=task, labels=labels, metrics=metrics, card=card, **parts)


def novelty_features(embeddings: Float32Array, logits: Float32Array) -> Float32Array:
    """What novelty is judged by, float32 (n, 2 × width + 1): embedding, its squares, energy."""
    highest = logits.max(axis=1, keepdims=True)
    energy = highest + np.log(np.exp(logits - highest).sum(axis=1, keepdims=True))
    return np.concatenate((embeddings, embeddings * embeddings, energy), axis=1)


def read_card_text(model: bytes) -> Card:
    """The card of a model file.

    Raises:
        CardError: Missing or malformed.
    """
    for field in read_fields(memoryview(model)):
        if field.number == _METADATA and isinstance(field.value, memoryview):
            entry = {item.number: item.value for item in read_fields(field.value)}
            key, text = (bytes(entry.get(number, b"")).decode() for number in (1, 2))
            if key == CARD_KEY:
                return Card.from_json(text)
    return Card.from_json("null")


def read_head(model: bytes) -> Head:
    """The head of a model file.

    Raises:
        ModelError: The file was exported before heads could be learned again.
        CardError: Its card is missing or malformed.
    """
    card = read_card_text(model)
    many = card.task == "many"
    found = read_tensors(model, (*_NAMES, _SHIFT) if many else _NAMES)
    return Head(
        task="many" if many else "one",
        labels=card.labels,
        weight=found[_WEIGHT],
        bias=found[_BIAS],
        sharpness=found[_SHARPNESS],
        shift=found[_SHIFT] if many else np.zeros((), np.float32),
        thresholds=np.array([card.thresholds[label] for label in card.labels]),
        novelty_weight=found[_NOVELTY_WEIGHT],
        novelty_bias=float(found[_NOVELTY_BIAS]),
        novelty_threshold=card.novelty_threshold,
        metrics=card.metrics,
    )


def with_card(model: bytes, head: Head, *, parent: str, profile: str = "") -> Head:
    """The head with the card of the file that it will be part of.

    Args:
        model: The bytes of the file whose network the head belongs to.
        head: Its labels begin with those of the file.
        parent: sha256 of the version that the head came from.
        profile: Whose it is; empty for everybody's.
    """
    card = read_card_text(model)
    changed = replace(
        card,
        labels=head.labels,
        temperature=1.0 if head.task == "many" else float(1.0 / head.sharpness),
        platt=_platt(head),
        thresholds=dict(zip(head.labels, head.thresholds.tolist(), strict=True)),
        novelty_threshold=head.novelty_threshold,
        priors=_with_labels(card, head.labels),
        # What was measured with another head says nothing about this one.
        metrics=head.metrics,
        training=card.training | ({"profile": profile} if profile else {}),
        parent=parent,
    )
    return replace(head, card=changed.to_json())


def write_head(model: bytes, head: Head) -> bytes:
    """A copy of a model file with another head; the same head always gives the same bytes.

    Args:
        model: The bytes of the file whose network the head belongs to.
        head: With its card.

    Raises:
        ModelError: The head does not fit the network, or has no card yet.
    """
    old = read_tensors(model, (_WEIGHT,))[_WEIGHT]
    count = len(head.labels)
    known = read_card_text(model).labels
    fits = head.weight.shape == (count, old.shape[1]) and head.labels[: len(known)] == known
    if not (fits and head.card):
        raise ModelError(
            f"A head for this file needs a card, {old.shape[1]} columns and its {len(known)} "
            f"labels first; got {head.weight.shape} for {' '.join(head.labels[:5])}…"
        )
    tensors = {
        _WEIGHT: head.weight,
        _BIAS: head.bias,
        _SHARPNESS: head.sharpness,
        **({_SHIFT: head.shift} if head.task == "many" else {}),
        _NOVELTY_WEIGHT: head.novelty_weight,
        _NOVELTY_BIAS: np.array(head.novelty_bias, np.float32),
    }
    columns = {"probability": count, "attention": count}
    return replace_tensors(model, tensors, {CARD_KEY: head.card}, columns)


def _platt(head: Head) -> dict[str, tuple[float, float]]:
    if head.task == "one":
        return {}
    pairs = zip(head.sharpness.tolist(), head.shift.tolist(), strict=True)
    return dict(zip(head.labels, pairs, strict=True))


def _with_labels(card: Card, labels: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """The card's priors; a new label joins its own and those that held every label."""
    new = labels[len(card.labels) :]
    if not new:
        return card.priors
    share = 1.0 / len(labels)
    scale = 1.0 - share * len(new)
    return {
        name: prior
        if len(prior) < len(card.labels)
        else {label: value * scale for label, value in prior.items()} | dict.fromkeys(new, share)
        for name, prior in card.priors.items()
    }
