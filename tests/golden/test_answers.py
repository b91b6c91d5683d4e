"""What is answered to given numbers: `answers.json`, which also the page is held to.

    python tests/golden/test_answers.py

writes it anew; web/tests/local/answers.test.ts reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vistazo.runtime import Card
from vistazo.runtime.answers import Answers
from vistazo.runtime.priors import Priors
from vistazo.types import Float32Array

PATH = Path(__file__).with_name("answers.json")

_COUNT = 24
_HAIR = 5e-6
"""Within what rounding may do to a share."""


def test_the_page_is_held_to_what_is_answered_here() -> None:
    """If not, although the new answers are right: write the file anew."""
    committed = json.loads(PATH.read_text(encoding="utf-8"))
    for entry, told in zip(golden()["cards"], committed["cards"], strict=True):
        assert entry["card"] == told["card"]
        for case, golden_case in zip(entry["cases"], told["cases"], strict=True):
            for name in ("confidence", "probabilities"):
                assert case.pop(name) == pytest.approx(golden_case.pop(name), abs=1e-7)
            assert case == golden_case


def test_every_kind_of_answer_is_among_them() -> None:
    cases = [case for entry in golden()["cards"] for case in entry["cases"]]
    assert {case["verdict"] for case in cases} == {"sure", "unsure", "unknown"}
    assert {len(case["labels"]) for case in cases} >= {0, 1, 2, 5}


def golden() -> dict[str, Any]:
    """Cards, and for each what is asked and what is answered."""
    generator = np.random.default_rng(20)
    return {"cards": [_of_card(card, generator) for card in _cards()]}


def as_text(content: dict[str, Any]) -> str:
    """The file's text: a line for each case."""
    cards = [
        '{"card": '
        + json.dumps(entry["card"], ensure_ascii=False)
        + ',\n"cases": [\n'
        + ",\n".join(json.dumps(case, ensure_ascii=False) for case in entry["cases"])
        + "\n]}"
        for entry in content["cards"]
    ]
    return '{"cards": [\n' + ",\n".join(cards) + "\n]}\n"


def _cards() -> Iterator[Card]:
    digits = tuple("0123456789")
    shares = np.arange(1.0, 11.0) / 55.0
    yield _card(
        "digits",
        digits,
        priors={
            "even": dict.fromkeys(digits, 0.1),
            "rising": {label: float(share) for label, share in zip(digits, shares, strict=True)},
            "low": dict.fromkeys("0123", 0.25),
        },
        prior="rising",
    )
    characters = tuple(map(chr, range(33, 127)))
    letters = [label for label in characters if label.isalpha()]
    yield _card(
        "characters",
        characters,
        priors={
            "even": dict.fromkeys(characters, 1.0 / len(characters)),
            "letters": dict.fromkeys(letters, 1.0 / len(letters)),
        },
        prior="even",
    )
    yield _card("plain", ("no", "yes"))
    photos = ("bird", "boat", "cat", "person", "tvmonitor")
    yield _card(
        "photos", photos, task="many", input="photo", sure=0.7, platt=dict.fromkeys(photos, (1, 0))
    )


def _card(name: str, labels: tuple[str, ...], **more: Any) -> Card:
    thresholds = np.linspace(0.25, 0.75, len(labels)).tolist()
    given: dict[str, Any] = {"task": "one", "input": "ink"}
    return Card(
        name=name,
        version="1",
        labels=labels,
        temperature=1.0,
        thresholds=dict(zip(labels, thresholds, strict=True)),
        novelty_threshold=0.625,
        **given | more,
    )


def _of_card(card: Card, generator: np.random.Generator) -> dict[str, Any]:
    cases = [_case(card, *wish) for wish in _wishes(card, generator)]
    return {"card": card.to_json(), "cases": cases}


def _wishes(
    card: Card, generator: np.random.Generator
) -> Iterator[tuple[Float32Array, float, str | None, float | None]]:
    """Probabilities, novelty, prior and threshold of each case."""
    many, count = card.task == "many", len(card.labels)
    priors = [None, *card.priors]
    thresholds = [None, 0.0, 0.5, 1.0, 0.3] if many else [None]
    limits = np.array(list(card.thresholds.values()), np.float32)
    rows = [_row(many, count, generator) for _ in range(_COUNT)]
    rows += [np.full(count, 1.0 / count), np.eye(count)[-1], np.eye(count)[0] * (1.0 + _HAIR)]
    rows += [np.zeros(count), np.ones(count), limits, np.full(count, 0.5)] if many else []
    for number, row in enumerate(rows):
        novelty = [0.1, 0.625, 0.6250001, 1.0 + _HAIR, -_HAIR][number % 5]
        prior = priors[number % len(priors)]
        threshold = thresholds[number % len(thresholds)]
        yield row.astype(np.float32), float(np.float32(novelty)), prior, threshold


def _row(many: bool, count: int, generator: np.random.Generator) -> Any:
    """From whole numbers, lest another processor round another way."""
    parts = generator.integers(0, 100, count) ** int(generator.choice([1, 2, 4, 8]))
    if many:
        return parts / (parts + int(generator.choice([1, 100, 10**6])))
    return parts / parts.sum()


def _case(
    card: Card, row: Float32Array, novelty: float, prior: str | None, threshold: float | None
) -> dict[str, Any]:
    shift = Priors(card.labels, card.priors, card.prior).shift(prior)
    rows = row[None] if shift is None else shift.apply(row[None])
    novelties = np.array([novelty], np.float32)
    (answer,) = Answers(card, "golden@0").make(rows, novelties, [{}], threshold)
    return {
        "given": row.tolist(),
        "unlike": novelty,
        "prior": prior,
        "threshold": threshold,
        "label": answer.label,
        "labels": list(answer.labels),
        "confidence": answer.confidence,
        "verdict": answer.verdict,
        "novelty": answer.novelty,
        "probabilities": list(answer.probabilities.values()),
    }


if __name__ == "__main__":
    PATH.write_text(as_text(golden()), encoding="utf-8")
