"""What comes of corrections for one person: `refit.json.gz`, which also the page is held to.

    python tests/golden/test_refit.py

writes it anew, which is due whenever a shipped model is; web/tests/local/learning/refit.test.ts
reads it. The corrected pictures are half one picture held out of training and half another, as the
network sees them, so that nothing but the shipped banks is needed on either side.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vistazo.learning.base import Base
from vistazo.learning.candidate import Candidate, make_candidate
from vistazo.learning.gate import Policy
from vistazo.learning.head import Head
from vistazo.learning.refit import Examples, Strength, refit
from vistazo.runtime import Bank
from vistazo.types import Float32Array

PATH = Path(__file__).with_name("refit.json.gz")

_ASKED = 40
"""Golden pictures whose answers are written down."""

_FILE_CHECKS = ("size", "time", "parity")
_NEAR = {"probabilities": 5e-4, "novelty": 2e-2, "novelty_threshold": 1e-2, "labels": 0}
"""What another processor's rounding moves, over twenty steps of the optimiser; novelty, which is
fitted upon what that gave, moves more: by 0.0018 where the weights of
`digits` are changed by a ten-millionth."""

_NEAR_FIGURES = 1e-3

Labels = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Case:
    """Corrections, all at once or some of them later.

    Attributes:
        model: Shipped name.
        name: What is corrected.
        examples: The corrections.
        known: How many of them what is live has learned already.
        taken_back: Whether something else was taken back.
    """

    model: str
    name: str
    examples: Examples
    known: int = 0
    taken_back: bool = False


@pytest.mark.parametrize("place", range(12))
def test_the_page_is_held_to_what_is_learned_here(place: int) -> None:
    """If not, although what is learned is right: write the file anew."""
    told = committed()["cases"]
    assert len(told) == 12
    case = cases()[place]
    found, wanted = golden_case(case), told[place]
    for part in ("fitted", "learned"):
        for name in set(found[part]) - {"checks"}:
            off = np.abs(np.subtract(found[part][name], wanted[part][name])).max()
            assert off <= _NEAR[name], (part, name)
    for mine, other in zip(found["learned"]["checks"], wanted["learned"]["checks"], strict=True):
        assert (mine["name"], mine["passed"]) == (other["name"], other["passed"])
        for name, value in mine["values"].items():
            assert value == pytest.approx(other["values"][name], abs=_NEAR_FIGURES)
    assert found["examples"] == wanted["examples"]


def test_every_kind_of_decision_is_among_them() -> None:
    told = committed()
    assert told["models"] == {name: base_of(name).bank.model for name in told["models"]}
    cases = [(case["approved"], case["learned"]["labels"]) for case in told["cases"]]
    assert {approved for approved, _ in cases} == {True, False}
    grown = {count for _, count in cases}
    assert {11, 21} <= grown
    names = {check["name"] for case in told["cases"] for check in case["learned"]["checks"]}
    assert {"taken_back", "left_out", "learned", "held_out"} <= names


def committed() -> dict[str, Any]:
    """What the file holds."""
    content: dict[str, Any] = json.loads(gzip.decompress(PATH.read_bytes()))
    return content


@cache
def base_of(name: str) -> Base:
    """A shipped model and its bank."""
    model = files("vistazo").joinpath("models", f"{name}.onnx").read_bytes()
    bank = files("vistazo").joinpath("models", f"{name}.bank.npz")
    return Base.of(model, Bank.load(Path(str(bank))))


@cache
def cases() -> tuple[Case, ...]:
    """Each kind of correction, for each kind of recogniser."""
    return tuple(_cases())


def _cases() -> Iterator[Case]:
    for name in ("digits", "characters", "photos"):
        base = base_of(name)
        eight = _second_best(base, _mixtures(base, 8, seed=1))
        yield Case(name, "one", _first(eight, 1))
        yield Case(name, "eight", eight)
        yield Case(name, "one more", eight, known=5)
    digits, photos = base_of("digits"), base_of("photos")
    yield Case("digits", "one less", _second_best(digits, _mixtures(digits, 6, seed=2)), 6, True)
    yield Case("digits", "new label, and none", _with_new(digits, "ñ", seed=3))
    yield Case("photos", "new label, and none", _with_new(photos, "sheep dog", seed=4))


def golden_case(case: Case) -> dict[str, Any]:
    """What is asked, what one fit answers, and what the gate said of what was learned."""
    base = base_of(case.model)
    policy = Policy.personal(base.head.task)
    champion = base.head
    if case.known:
        champion = _learned(base, base.head, _first(case.examples, case.known), policy).head
    given = _first(case.examples, len(case.examples) - 1) if case.taken_back else case.examples
    fitted = refit(
        base.head, base.bank, base.prior, given, Strength(policy.weights[0], policy.kept)
    )
    made = _learned(base, champion, given, policy, unlearning=case.taken_back)
    checks = [check for check in made.decision.checks if check.name not in _FILE_CHECKS]
    rows = _asked(base)
    return {
        "model": case.model,
        "name": case.name,
        "known": case.known,
        "taken_back": case.taken_back,
        "examples": {
            "embeddings": base64.b64encode(given_bytes(case.examples)).decode(),
            "labels": [list(labels) for labels in case.examples.labels],
        },
        "fitted": {"probabilities": _rounded(fitted.probabilities(rows))},
        "learned": {
            "labels": len(made.head.labels),
            "probabilities": _rounded(made.head.probabilities(rows)),
            "novelty": _rounded(made.head.novelty(rows)),
            "novelty_threshold": made.head.novelty_threshold,
            "checks": [
                {"name": check.name, "passed": check.passed, "values": check.values}
                for check in checks
            ],
        },
        "approved": all(check.passed for check in checks),
    }


def given_bytes(examples: Examples) -> bytes:
    """The embeddings as float16, row by row."""
    return examples.embeddings.astype("<f2").tobytes()


def _learned(
    base: Base, champion: Head, examples: Examples, policy: Policy, *, unlearning: bool = False
) -> Candidate:
    return make_candidate(
        base, champion, examples, policy, parent="0" * 64, profile="me", unlearning=unlearning
    )


def _asked(base: Base) -> Float32Array:
    golden = base.bank.golden_embeddings
    return golden[:: max(1, len(golden) // _ASKED)][:_ASKED].astype(np.float32)


def _mixtures(base: Base, count: int, seed: int) -> Float32Array:
    """Pictures that the base knows, each half mixed with another; as float16 holds them."""
    held_out = base.bank.calibration_embeddings.astype(np.float32)
    one, other = np.random.default_rng(seed).integers(0, len(held_out), (2, count))
    mixed: Float32Array = ((held_out[one] + held_out[other]) / 2).astype(np.float16)
    return mixed.astype(np.float32)


def _second_best(base: Base, embeddings: Float32Array) -> Examples:
    """Each is to be what the base thinks the second most probable."""
    second = np.argsort(-base.head.probabilities(embeddings), axis=1)[:, 1]
    return _examples(embeddings, tuple((base.head.labels[place],) for place in second))


def _with_new(base: Base, label: str, seed: int) -> Examples:
    """Six pictures of a label that is new, one of another that waits, and two of none."""
    strange = base.bank.outlier_embeddings.astype(np.float32)
    first = np.random.default_rng(seed).integers(0, len(strange))
    near = np.argsort(((strange - strange[first]) ** 2).sum(axis=1))[:6]
    none = _mixtures(base, 3, seed)
    labels: Labels = ((label,),) * 6 + (("waiting",), (), ())
    return _examples(np.concatenate((strange[near], none)), labels)


def _examples(embeddings: Float32Array, labels: Labels) -> Examples:
    hashes = tuple(hashlib.sha256(row.tobytes()).hexdigest() for row in embeddings)
    return Examples(embeddings, labels, hashes, ("",) * len(labels))


def _first(examples: Examples, count: int) -> Examples:
    return examples.subset(np.arange(len(examples)) < count)


def _rounded(numbers: Any) -> Any:
    return np.round(numbers.astype(np.float64), 6).tolist()


def main() -> None:
    """Write the file."""
    names = ("digits", "characters", "photos")
    content = {
        "models": {name: base_of(name).bank.model for name in names},
        "cases": [golden_case(case) for case in cases()],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    PATH.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
