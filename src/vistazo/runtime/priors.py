"""Which labels are expected before anything is seen, and how an answer changes with that.

With `own` the prior that probabilities are under and `q` another one, the probabilities under `q`
are proportional to probability x q / own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vistazo.errors import OptionError
from vistazo.types import Float32Array, Float64Array

Prior = str | Iterable[str] | None
"""None (the model's own), the name of one on the card, or labels that are equally probable."""

_SLACK = 1e-4


@dataclass(frozen=True)
class Shift:
    """From a model's own prior to another one.

    Attributes:
        prior: float64 (labels,), the other one.
        ratio: float64 (labels,), it over the model's own.
    """

    prior: Float64Array
    ratio: Float64Array

    def apply(self, probabilities: Float32Array) -> Float32Array:
        """Probabilities under the other prior.

        Args:
            probabilities: float32 (N, labels), under the model's own prior.

        Returns:
            float32 (N, labels), each row summing to 1. A row in which every label that the prior
            allows has probability 0 says nothing about them, so it becomes the prior itself.
        """
        moved = probabilities.astype(np.float64) * self.ratio
        moved = np.where(moved.sum(axis=1, keepdims=True) > 0.0, moved, self.prior)
        shares: Float32Array = (moved / moved.sum(axis=1, keepdims=True)).astype(np.float32)
        return shares


class Priors:
    """The priors of one model."""

    def __init__(
        self, labels: Sequence[str], priors: Mapping[str, Mapping[str, float]], own: str | None
    ) -> None:
        """Take a card's `labels`, `priors` and `prior`; without one the own prior is uniform."""
        self._own = own
        self._index = {label: place for place, label in enumerate(labels)}
        self._named = {name: self._vector(prior) for name, prior in priors.items()}
        uniform = np.full(len(labels), 1.0 / len(labels))
        self._own_vector = uniform if own is None else self._named[own]

    def shift(self, prior: Prior) -> Shift | None:
        """How to come to `prior`; None where nothing changes.

        Raises:
            OptionError: No such name, no such label, or no labels; the message lists what exists.
        """
        if prior is None or (isinstance(prior, str) and prior == self._own):
            return None
        wanted = self._find(prior)
        return Shift(wanted, wanted / self._own_vector)

    def _find(self, prior: str | Iterable[str]) -> Float64Array:
        if isinstance(prior, str):
            if prior in self._named:
                return self._named[prior]
            known = f"one of {', '.join(self._named)}, or" if self._named else "for this model"
            raise OptionError(f"prior must be {known} a list of labels; got {prior[:40]!r}.")
        labels = dict.fromkeys(prior) if isinstance(prior, Iterable) else {}
        unknown = [label for label in labels if label not in self._index]
        if unknown or not labels:
            came = f"{str(unknown[0])[:40]!r}" if unknown else "none"
            raise OptionError(
                f"prior must name labels of this model, at least one; got {came}. "
                f"It has: {' '.join(self._index)}."
            )
        return self._vector(dict.fromkeys(labels, 1.0 / len(labels)))

    def _vector(self, prior: Mapping[str, float]) -> Float64Array:
        vector = np.zeros(len(self._index))
        for label, value in prior.items():
            vector[self._index[label]] = value
        return vector


def prior_problems(labels: Sequence[str], priors: object, own: object) -> Iterator[str]:
    """What is wrong with a card's `priors` and `prior`, in words."""
    if not isinstance(priors, dict):
        yield "priors must be an object of objects"
        return
    for name, prior in priors.items():
        if not isinstance(prior, dict) or not all(map(_is_fraction, prior.values())):
            yield f"the prior {name!r} must give fractions to labels"
        elif not set(prior) <= set(labels):
            yield f"the prior {name!r} names labels that the model does not have"
        elif abs(sum(prior.values()) - 1.0) > _SLACK:
            yield f"the prior {name!r} must sum to 1, got {sum(prior.values())}"
    if own is None and not priors:
        return
    found = priors.get(own) if isinstance(own, str) else None
    if found is None:
        yield f"prior must be one of {list(priors)}, got {own!r}"
    # Another prior is reached by dividing by this one.
    elif isinstance(found, dict) and not all(found.get(label) for label in labels):
        yield f"the model's own prior {own!r} must give every label more than 0"


def _is_fraction(value: object) -> bool:
    return isinstance(value, int | float) and 0.0 <= value <= 1.0
