"""From corrections to a judged candidate."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np

from vistazo.errors import OptionError
from vistazo.learning import gate
from vistazo.learning.base import Base
from vistazo.learning.belief import possible_corrections, ripe_corrections, trusted_authors
from vistazo.learning.gate import Decision, Policy, decide
from vistazo.learning.head import Head, with_card, write_head
from vistazo.learning.judge import judge, right_answers, right_labels
from vistazo.learning.probe import disagreement, fastest_milliseconds
from vistazo.learning.recalibrate import recalibrate
from vistazo.learning.refit import PASSES, Examples, Strength, refit
from vistazo.learning.search import search_heads
from vistazo.runtime import Bank, Metric, Recognizer
from vistazo.types import BoolArray

TRIES = 12
"""Heads of one search that are shown to the gate, from the strongest on. Each is a fit by itself;
none learns anything of the golden set, which only says at which one to stop."""

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
        OptionError: Several labels of one picture, where a picture has one.
    """
    if base.head.task == "one" and any(len(labels) > 1 for labels in examples.labels):
        raise OptionError("A picture of this recogniser has one label, or none.")
    clock = _Clock()
    waiting = ~ripe_corrections(base, examples)
    distrusted = ~trusted_authors(base, examples) & (not profile)
    doubted = ~possible_corrections(base, examples) & ~distrusted & (not profile)
    unlearning |= _taught(base, champion, examples.subset(distrusted))
    reasons = (waiting, doubted & ~waiting, distrusted & ~waiting)
    left_out: BoolArray = np.logical_or.reduce(reasons)
    given = examples.subset(~left_out)
    held_out = _by_twins(base, given, policy)
    clock.stop("twins")
    heads = search_heads(base, champion, given, policy, passes)
    if unlearning:
        # What is learned no longer must go, if need be with all the rest.
        heads = chain(islice(heads, TRIES - 1), [base.head])
    judges = _Judges(base, champion, given, held_out, policy, unlearning=unlearning)
    head = _first_approved((recalibrate(item, base.bank, given) for item in heads), judges)
    clock.stop("refit")
    head = with_card(base.model, _measured(head, base.bank), parent=parent, profile=profile)
    model = write_head(base.model, head)
    before, after = Recognizer(base.model), Recognizer(model)
    was, now = fastest_milliseconds(before, after)
    decision = judges.decide(
        head, size=len(model), was=was, milliseconds=now, disagreement=disagreement(after, head)
    )
    if left_out.any():
        counts = [int(reason.sum()) for reason in reasons]
        decision = replace(decision, checks=(*decision.checks, gate.left_out(*counts)))
    clock.stop("gate")
    right = right_answers(head, examples)
    return Candidate(head, model, decision, right, left_out, _loss(head, given), clock.seconds)


def _taught(base: Base, champion: Head, examples: Examples) -> bool:
    """Whether the champion has learned from some of these."""
    learned = right_answers(champion, examples) & ~right_answers(base.head, examples)
    return bool(learned.any())


class _Judges:
    """Judges heads of one base against one champion."""

    def __init__(
        self,
        base: Base,
        champion: Head,
        given: Examples,
        held_out: BoolArray,
        policy: Policy,
        *,
        unlearning: bool,
    ) -> None:
        self._base, self._given, self._held_out = base, given, held_out
        self._before = [judge(head, base.bank, given) for head in (base.head, champion)]
        self._policy, self._unlearning = policy, unlearning

    def decide(
        self,
        head: Head,
        *,
        size: int = 0,
        was: float = 0.0,
        milliseconds: float = 0.0,
        disagreement: float = 0.0,
    ) -> Decision:
        """The gate's decision; without a file, about what a head shows by itself."""
        old = len(self._base.model) if size else 0
        before = [replace(item, size=old, milliseconds=was) for item in self._before]
        after = judge(
            head,
            self._base.bank,
            self._given,
            held_out=self._held_out,
            size=size,
            milliseconds=milliseconds,
            disagreement=disagreement,
        )
        return decide(before[0], before[1], after, self._policy, unlearning=self._unlearning)


def _first_approved(heads: Iterator[Head], judges: _Judges) -> Head:
    """The first of a few heads that the gate would let through, or else the first."""
    first = None
    for head in islice(heads, TRIES):
        if judges.decide(head).approved:
            return head
        first = first or head
    assert first is not None
    return first


def _by_twins(base: Base, examples: Examples, policy: Policy) -> BoolArray:
    """Which examples are answered right by a twin that learned only from the other half.

    The halves are told apart by the pictures' hashes, so a picture never changes sides.
    """
    side = np.array([int(found[:8], 16) % 2 for found in examples.hashes], np.int64)
    right = right_labels(base.head, examples)
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
        right[judged] = right_labels(twin, examples.subset(judged))
    return right


def _measured(head: Head, bank: Bank) -> Head:
    """The head with its own figures on the golden set."""
    report = judge(head, bank, _no_examples(bank))
    figures = {
        "accuracy": float(report.golden.mean()),
        "calibration_error": report.calibration_error,
    }
    metrics = tuple(
        Metric(name, value, "golden", bank.fingerprint) for name, value in figures.items()
    )
    return replace(head, metrics=metrics)


def _no_examples(bank: Bank) -> Examples:
    return Examples(np.zeros((0, bank.weight.shape[1]), np.float32), (), (), ())


def _loss(head: Head, examples: Examples) -> float:
    shown = examples.shown(head.labels)
    given = head.link.teaches(shown)
    if not given.any():
        return 0.0
    wanted = shown[given].astype(np.float32)
    answers = head.probabilities(examples.embeddings[given])
    chances = head.link.chances(answers, wanted, np.ones(wanted.shape, bool))
    return float(-np.log(np.maximum(chances, 1e-12)).mean())


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
