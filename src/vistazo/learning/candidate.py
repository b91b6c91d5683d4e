"""From corrections to a judged candidate."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace

import numpy as np

from vistazo.learning.base import Base
from vistazo.learning.belief import believed_corrections, ripe_corrections
from vistazo.learning.gate import Decision, Policy, decide
from vistazo.learning.head import Head, with_card, write_head
from vistazo.learning.judge import judge, right_answers
from vistazo.learning.probe import disagreement, fastest_milliseconds
from vistazo.learning.refit import PASSES, Examples, Strength, calibrate, refit
from vistazo.learning.search import search_head
from vistazo.runtime import Bank, Metric, Recognizer
from vistazo.types import BoolArray

_TWIN_PASSES = 10


@dataclass(frozen=True, eq=False)
class Candidate:
    """A judged version that is not live.

    Attributes:
        head: What was fitted.
        model: The whole file, with that head.
        decision: The gate's.
        right: bool (n,), which of the examples it answers right.
        left_out: bool (n,), which of the examples it was not given: labels with too few
            pictures yet, and authors who are not believed.
        loss: Mean cross-entropy of the examples that it was given; 0 without any.
        seconds: What each stage took.
    """

    head: Head
    model: bytes
    decision: Decision
    right: BoolArray
    left_out: BoolArray
    loss: float
    seconds: dict[str, float]


def make_candidate(
    base: Base,
    champion: Head,
    examples: Examples,
    policy: Policy,
    *,
    parent: str,
    profile: str = "",
    unlearning: bool = False,
    passes: int = PASSES,
) -> Candidate:
    """Learn from all examples and judge what came of it.

    Args:
        base: To start from.
        champion: The head that is live, on the same network.
        examples: Every corrected picture there is, without those that contradict each other.
        policy: How carefully.
        parent: sha256 of the version that it comes from.
        profile: Whose it will be; empty for everybody's.
        unlearning: Corrections were taken back, so that nothing needs to be gained.
        passes: Steps of the optimiser.

    Raises:
        ModelError: The base cannot be learned again.
    """
    clock = _Clock()
    doubted = ~believed_corrections(base, examples) & (profile == "")
    left_out = doubted | ~ripe_corrections(base, examples)
    given = examples.subset(~left_out)
    head = search_head(base, champion, given, policy, passes)
    head = calibrate(head, base.bank, given)
    clock.stop("refit")
    held_out = _by_twins(base, given, policy)
    head = with_card(base.model, _measured(head, base.bank), parent=parent, profile=profile)
    model = write_head(base.model, head)
    clock.stop("twins")
    before, after = Recognizer(base.model), Recognizer(model)
    was, now = fastest_milliseconds(before, after)
    size, bank = len(base.model), base.bank
    reports = (
        judge(base.head, bank, given, size=size, milliseconds=was),
        judge(champion, bank, given, size=size, milliseconds=was),
        judge(
            head,
            bank,
            given,
            held_out=held_out,
            size=len(model),
            milliseconds=now,
            disagreement=disagreement(after, head),
        ),
    )
    # What an author taught who is no longer believed is taken back as well.
    moved = not np.array_equal(champion.weight, base.head.weight)
    taken_back = unlearning or (moved and bool(doubted.any()))
    decision = decide(*reports, policy, unlearning=taken_back)
    clock.stop("gate")
    right = right_answers(head, examples)
    return Candidate(head, model, decision, right, left_out, _loss(head, given), clock.seconds)


def _by_twins(base: Base, examples: Examples, policy: Policy) -> BoolArray:
    """Which examples are answered right by a twin that learned only from the other half.

    The halves are told apart by the pictures' hashes, so a picture never changes sides.
    """
    side = np.array([int(found[:8], 16) % 2 for found in examples.hashes], np.int64)
    right = right_answers(base.head, examples)
    for half in (0, 1):
        learned, judged = side != half, side == half
        if not learned.any() or not judged.any():
            continue
        twin = refit(
            base.head,
            base.bank,
            base.prior,
            examples.subset(learned),
            Strength(policy.weights[0], policy.kept),
            passes=_TWIN_PASSES,
        )
        right[judged] = right_answers(twin, examples.subset(judged))
    return right


def _measured(head: Head, bank: Bank) -> Head:
    """The head with its own figures on the golden set."""
    report = judge(head, bank, _no_examples(bank))
    figures = {"accuracy": report.golden_accuracy, "calibration_error": report.calibration_error}
    metrics = tuple(
        Metric(name, value, "golden", bank.fingerprint) for name, value in figures.items()
    )
    return replace(head, metrics=metrics)


def _no_examples(bank: Bank) -> Examples:
    return Examples(np.zeros((0, bank.weight.shape[1]), np.float32), (), (), ())


def _loss(head: Head, examples: Examples) -> float:
    targets = examples.targets(head.labels)
    rows = np.flatnonzero(targets >= 0)
    if not len(rows):
        return 0.0
    answers = head.probabilities(examples.embeddings[rows])[np.arange(len(rows)), targets[rows]]
    return float(-np.log(np.maximum(answers, 1e-12)).mean())


def version_hash(model: bytes) -> str:
    """sha256 of a model file, 64 hex digits: what a version is called."""
    return hashlib.sha256(model).hexdigest()


class _Clock:
    """Seconds from one stop to the next."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def stop(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = round(now - self._last, 4)
        self._last = now
