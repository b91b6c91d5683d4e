from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from vistazo import Failure, Prediction, Score

GOOD: dict[str, Any] = {
    "label": "b",
    "confidence": 0.6,
    "probabilities": {"a": 0.2, "b": 0.6, "c": 0.2},
    "verdict": "sure",
    "novelty": 0.1,
    "model": "letters@0123456789ab",
    "labels": ("b",),
}


def test_a_good_prediction() -> None:
    prediction = Prediction(**GOOD)
    assert prediction.top(1) == (Score("b", 0.6),)
    assert prediction.seen is None
    assert prediction.attention is None


def test_top_is_ranked_and_keeps_the_order_of_ties() -> None:
    assert [score.label for score in Prediction(**GOOD).top(5)] == ["b", "a", "c"]


@pytest.mark.parametrize("k", [0, -1])
def test_top_needs_at_least_one(k: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Prediction(**GOOD).top(k)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": "d"}, "'d' is not among"),
        ({"verdict": "maybe"}, "verdict must be one of"),
        ({"confidence": 1.01}, "confidence must lie in 0..1"),
        ({"confidence": -0.01}, "confidence must lie in 0..1"),
        ({"confidence": float("nan")}, "confidence must lie in 0..1"),
        ({"novelty": float("inf")}, "novelty must lie in 0..1"),
        ({"novelty": -1.0}, "novelty must lie in 0..1"),
        ({"seen": np.zeros(4, np.float32)}, r"seen must be .* got \(4,\)"),
        ({"attention": np.zeros((3, 7), np.float32)}, r"attention must be \(3, h, w\)"),
        ({"attention": np.zeros((2, 7, 7), np.float32)}, r"attention must be \(3, h, w\)"),
    ],
)
def test_contradictions_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Prediction(**{**GOOD, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"seen": np.zeros((28, 28), np.float32)},
        {"seen": np.zeros((32, 32, 3), np.float32)},
        {"attention": np.zeros((3, 7, 7), np.float32)},
        {"confidence": 0.0},
        {"novelty": 1.0},
    ],
)
def test_borders_are_taken(change: dict[str, Any]) -> None:
    Prediction(**{**GOOD, **change})


def test_arrays_do_not_decide_equality() -> None:
    assert Prediction(**GOOD) == Prediction(**GOOD, seen=np.zeros((2, 2), np.float32))


@pytest.mark.parametrize(
    "value", [Prediction(**GOOD), Failure("ImageError", "no"), Score("a", 0.1)]
)
def test_values_are_frozen(value: Any) -> None:
    name = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, "other")
