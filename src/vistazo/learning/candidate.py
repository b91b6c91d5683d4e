"""From corrections to a judged candidate."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from vistazo.learning.gate import Decision, Policy, decide
from vistazo.learning.head import Head, read_card_text, read_head, with_card, write_head
from vistazo.learning.judge import judge, right_answers
from vistazo.learning.refit import PASSES, Examples, Strength, calibrate, refit
from vistazo.runtime import Bank, Metric, Recognizer
from vistazo.types import BoolArray, Float64Array, UInt8Array

LEAST_EXAMPLES = 5
"""Corrected pictures that a new label needs before it joins a recogniser."""

EMPHASIS = 4.0
"""Factor on the weight of a picture that a fit still answers wrong, for the next fit."""

ROUNDS = 2
"""Further fits with emphasis, at most."""

SUSPECT = 8
"""From so many corrections on, an author who contradicts everything else is not believed."""

BELIEVED = 0.5
"""Share of an author's labels that must be among the base's `LIKELY` most probable ones."""

LIKELY = 3

_TWIN_PASSES = 10
_RUNS = 15


@dataclass(frozen=True, eq=False)
class Base:
    """What learning starts from: a whole model file and its bank.

    Attributes:
        model: Bytes of the file.
        bank: Of the same network.
        head: To be pulled towards; of the file, or a later one on the same network.
        prior: How often each label comes in life; empty where all are as likely.
    """

    model: bytes
    bank: Bank
    head: Head
    prior: Mapping[str, float]

    @classmethod
    def of(cls, model: bytes, bank: Bank, head: Head | None = None) -> Base:
        """Read what the file itself holds.

        Raises:
            ModelError: The file's head cannot be learned again.
        """
        card = read_card_text(model)
        prior = card.priors[card.prior] if card.prior else {}
        return cls(model, bank, head or read_head(model), prior)


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
    left_out = ~(_believed(base, examples) & _ripe(base, examples))
    given = examples.subset(~left_out)
    head, weight = _learn(base, champion, given, policy, passes)
    head = calibrate(head, base.bank, given)
    clock.stop("refit")
    held_out = _by_twins(base, given, weight)
    head = with_card(base.model, _measured(head, base.bank), parent=parent, profile=profile)
    model = write_head(base.model, head)
    clock.stop("twins")
    before, after = Recognizer(base.model), Recognizer(model)
    was, now = _milliseconds(before, after)
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
            disagreement=_disagreement(after, head),
        ),
    )
    decision = decide(*reports, policy, unlearning=unlearning)
    clock.stop("gate")
    right = right_answers(head, examples)
    return Candidate(head, model, decision, right, left_out, _loss(head, given), clock.seconds)


def _learn(
    base: Base, champion: Head, examples: Examples, policy: Policy, passes: int
) -> tuple[Head, float]:
    """The strongest fit that keeps to the policy on the calibration pictures, and its weight."""
    allowed = _calibration_accuracy(base, base.head) - policy.golden_loss
    head = base.head
    for weight in policy.weights:
        head = refit(base.head, base.bank, base.prior, examples, Strength(weight), passes=passes)
        if _calibration_accuracy(base, head) < allowed:
            continue
        return _insist(base, champion, examples, head, weight, allowed), weight
    return head, policy.weights[-1]


def _insist(
    base: Base, champion: Head, examples: Examples, head: Head, weight: float, allowed: float
) -> Head:
    """Fit again with more weight on what is still wrong, as long as the rest does not suffer."""
    emphasis: Float64Array = np.ones(len(examples))
    had = right_answers(champion, examples)
    for _ in range(ROUNDS):
        wrong = ~right_answers(head, examples)
        if not wrong.any():
            break
        emphasis = np.where(wrong, emphasis * EMPHASIS, emphasis)
        again = refit(
            base.head,
            base.bank,
            base.prior,
            examples,
            Strength(weight),
            emphasis=emphasis,
            start=head,
            passes=PASSES // 2,
        )
        right = right_answers(again, examples)
        if _calibration_accuracy(base, again) < allowed or right.sum() < (~wrong).sum():
            break
        if (had & ~right).sum() > (had & wrong).sum():
            break
        head = again
    return head


def _calibration_accuracy(base: Base, head: Head) -> float:
    logits = head.logits(base.bank.calibration_embeddings.astype(np.float32))
    return float((logits.argmax(axis=1) == base.bank.calibration_labels).mean())


def _by_twins(base: Base, examples: Examples, weight: float) -> BoolArray:
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
            Strength(weight),
            passes=_TWIN_PASSES,
        )
        right[judged] = right_answers(twin, examples.subset(judged))
    return right


def _believed(base: Base, examples: Examples) -> BoolArray:
    """Whose corrections are learned, bool (n,): not those of who contradicts everything else.

    An honest correction is nearly always one of the base's first guesses; labels given at random
    are not. New labels say nothing about that.
    """
    targets = examples.targets(base.head.labels)
    logits = base.head.logits(examples.embeddings)
    likely = np.argsort(-logits, axis=1)[:, :LIKELY]
    plausible = (likely == targets[:, None]).any(axis=1)
    authors = np.array(examples.authors, dtype=str)
    believed = np.ones(len(examples), bool)
    for author in np.unique(authors):
        own = (authors == author) & (targets >= 0)
        if own.sum() >= SUSPECT and plausible[own].mean() < BELIEVED:
            believed[authors == author] = False
    return believed


def _ripe(base: Base, examples: Examples) -> BoolArray:
    """Which examples have a label that is known, or has pictures enough to be added, bool (n,)."""
    counts = Counter(label for found in examples.labels for label in found)
    known = set(base.head.labels)
    return np.array(
        [
            all(label in known or counts[label] >= LEAST_EXAMPLES for label in found)
            for found in examples.labels
        ],
        dtype=bool,
    )


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


def _probe() -> UInt8Array:
    """Some pictures with ink, uint8 (8, 28, 28), always the same."""
    generator = np.random.default_rng(0)
    pictures = np.zeros((8, 28, 28), np.uint8)
    for picture in pictures:
        row, column = generator.integers(4, 16, 2)
        picture[row : row + 9, column : column + 3] = 255
        picture[row : row + 3, column : column + 9] = 255
    return pictures


def _disagreement(recognizer: Recognizer, head: Head) -> float:
    """Largest difference between a file's probabilities and the head's own."""
    found = recognizer.run(_probe(), outputs=("probability", "embedding"))
    wanted = head.probabilities(found["embedding"])
    return float(np.abs(found["probability"] - wanted).max())


def _milliseconds(*recognizers: Recognizer) -> list[float]:
    """The fastest of several runs of one small picture, in turns."""
    picture = _probe()[:1]
    best = [float("inf")] * len(recognizers)
    for _ in range(_RUNS):
        for index, recognizer in enumerate(recognizers):
            began = time.perf_counter()
            recognizer.run(picture, outputs=("probability", "novelty"))
            best[index] = min(best[index], (time.perf_counter() - began) * 1000)
    return best


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
