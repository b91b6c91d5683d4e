"""From a model file's numbers to predictions: which labels, and how sure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vistazo.runtime.bundle import Card
from vistazo.types import Float32Array, Prediction, Verdict

_ROUNDING = 1e-5


class Answers:
    """Makes the predictions of one model."""

    def __init__(self, card: Card, model: str) -> None:
        """Take a model's card and its id, `name@version`."""
        self._card = card
        self._model = model
        self._thresholds = [card.thresholds[label] for label in card.labels]

    def make(
        self,
        probabilities: Float32Array,
        novelties: Float32Array,
        extras: Sequence[dict[str, Float32Array]],
        threshold: float | None = None,
    ) -> list[Prediction]:
        """One prediction a picture.

        Args:
            probabilities: float32 (N, labels).
            novelties: float32 (N,).
            extras: N times the arrays that were asked for, by name.
            threshold: Instead of each label's own, where a picture has many labels.

        Raises:
            ValueError: Numbers that are no probabilities.
        """
        best = probabilities.argmax(axis=1).tolist()
        parts = zip(best, probabilities.tolist(), novelties.tolist(), extras, strict=True)
        return [self._prediction(*part, threshold) for part in parts]

    def _prediction(
        self,
        best: int,
        row: list[float],
        novelty: float,
        extras: dict[str, Float32Array],
        threshold: float | None,
    ) -> Prediction:
        confidence, novelty = _rounded_off(row[best]), _rounded_off(novelty)
        if self._card.task == "many":
            labels, sure = self._several(row, threshold)
        else:
            labels, sure = (self._card.labels[best],), confidence >= self._thresholds[best]
        verdict: Verdict = "sure" if sure else "unsure"
        if novelty > self._card.novelty_threshold:
            verdict = "unknown"
        return Prediction(
            label=self._card.labels[best],
            confidence=confidence,
            probabilities=dict(zip(self._card.labels, row, strict=True)),
            verdict=verdict,
            novelty=novelty,
            model=self._model,
            labels=labels,
            **extras,
        )

    def _several(self, row: list[float], threshold: float | None) -> tuple[tuple[str, ...], bool]:
        """The labels that reach their thresholds, and whether all of it is probably right."""
        limits = self._thresholds if threshold is None else [threshold] * len(row)
        given = [value >= limit for value, limit in zip(row, limits, strict=True)]
        right = math.prod(
            value if shown else 1.0 - value for value, shown in zip(row, given, strict=True)
        )
        chosen = [place for place, shown in enumerate(given) if shown]
        chosen.sort(key=lambda place: -row[place])
        return tuple(self._card.labels[place] for place in chosen), right >= self._card.sure


def _rounded_off(share: float) -> float:
    """What rounding moved out of 0..1 by a hair; what lies farther out is a fault and stays."""
    bounded = min(max(share, 0.0), 1.0)
    return bounded if abs(share - bounded) <= _ROUNDING else share
