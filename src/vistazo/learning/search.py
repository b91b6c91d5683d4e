"""The search for a head that learns the corrections and does no harm."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from vistazo.learning.base import Base
from vistazo.learning.gate import Policy
from vistazo.learning.head import Head
from vistazo.learning.judge import right_labels
from vistazo.learning.refit import Examples, Strength, refit
from vistazo.types import BoolArray, Float64Array

EMPHASIS = 4.0
"""Factor on the weight of a picture that a fit still answers wrong, for the next fit."""

ROUNDS = 2
"""Further fits with emphasis, at most."""

PARTS = (1.0, 0.5, 0.25, 0.0625)
"""How many of the examples that are still wrong are learned, the easiest first."""

SHARES = (1.0, 0.6, 0.3)
"""How much of the change to the weights is kept, the most that can be."""

NEW_LABEL_FACTOR = 4.0
"""On `Policy.guard_loss`: a label that is new takes a little probability from all others."""

RESERVES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
"""How much is taken off the logit of a label that is new, lest it claims old labels' pictures."""


def search_heads(
    base: Base, champion: Head, examples: Examples, policy: Policy, passes: int
) -> Iterator[Head]:
    """Ever gentler fits that do no harm, as far as pictures that are not golden can tell.

    No harm is: accuracy kept on the guard's pictures, and nothing wrong again that the champion
    has right. Where all examples together ask for too much, the easier ones of those that are
    still wrong are learned without the harder ones. Where no fit is so gentle, the one that comes
    nearest is all there is.
    """
    guard = _Guard(base, policy)
    had = right_labels(champion, examples)
    wrong = np.flatnonzero(~had)
    margins = base.head.link.margins(
        base.head.probabilities(examples.embeddings),
        examples.shown(base.head.labels),
        base.head.thresholds,
    )
    wrong = wrong[np.argsort(-margins[wrong], kind="stable")]
    nearest, most, found = base.head, (False, 0), False
    for part in PARTS if policy.careful and len(wrong) else PARTS[:1]:
        chosen = had.copy()
        chosen[wrong[: math.ceil(part * len(wrong))]] = True
        given = examples.subset(chosen)
        for weight in policy.weights if part == 1 else policy.weights[-1:]:
            fitted = _insist(base, given, Strength(weight, policy.kept), had[chosen], passes)
            for moved in _gentler(base.head, fitted):
                harmless, right = guard.passes(moved), right_labels(moved, examples)
                if harmless and right[had].all() and right.sum() > had.sum():
                    found = True
                    yield moved
                elif (harmless, int(right.sum())) > most:
                    nearest, most = moved, (harmless, int(right.sum()))
    if not found:
        yield nearest


def _insist(
    base: Base, examples: Examples, strength: Strength, had: BoolArray, passes: int
) -> Head:
    """Fit, with more weight on what must stay right, then on what is still wrong."""
    emphasis: Float64Array = np.where(had, EMPHASIS, 1.0)
    fitted, best = None, -1
    for part in range(1 + ROUNDS):
        again = refit(
            base.head,
            base.bank,
            base.prior,
            examples,
            strength,
            emphasis=emphasis,
            start=fitted,
            passes=max(1, passes // (1 + part)),
        )
        right = right_labels(again, examples)
        if fitted is not None and right.sum() <= best:
            return fitted
        fitted, best = again, int(right.sum())
        if right.all():
            break
        emphasis = np.where(right, emphasis, emphasis * EMPHASIS)
    assert fitted is not None
    return fitted


class _Guard:
    """Whether a head answers everybody else's pictures as well as the base does.

    They are the calibration pictures and, for what everybody is served, the replayed ones. What
    counts is the mean probability of what is true: it sees pictures come near to being lost.
    """

    def __init__(self, base: Base, policy: Policy) -> None:
        bank = base.bank
        self._base = base
        self._loss = policy.guard_loss
        self._sets = [(bank.calibration_embeddings.astype(np.float32), bank.calibration_labels)]
        if policy.careful:
            self._sets.append((bank.embeddings.astype(np.float32), bank.labels))
        self._were = self._means(base.head)

    def passes(self, head: Head) -> bool:
        """Whether no more is lost than is allowed."""
        grown = len(head.labels) > len(self._base.head.labels)
        loss = self._loss * (NEW_LABEL_FACTOR if grown else 1.0)
        pairs = zip(self._were, self._means(head), strict=True)
        return all(were - now <= loss for were, now in pairs)

    def _means(self, head: Head) -> list[float]:
        # The calibration of the base, so that only the weights are compared: it is kept by a fit.
        return [
            float(
                head.link.chances(
                    head.probabilities(found), *head.link.truth(labels, len(head.labels))
                ).mean()
            )
            for found, labels in self._sets
        ]


def _gentler(head: Head, fitted: Head) -> Iterator[Head]:
    """The fitted head, then ever less of what it changed, the labels that are new held back too."""
    count = len(head.labels)
    reserves = RESERVES if len(fitted.labels) > count else RESERVES[:1]
    for share in SHARES:
        weight, bias = fitted.weight.copy(), fitted.bias.copy()
        weight[:count] += (1 - share) * (head.weight - weight[:count])
        bias[:count] += (1 - share) * (head.bias - bias[:count])
        for reserve in reserves:
            held = bias.copy()
            held[count:] -= np.float32(reserve)
            yield replace(fitted, weight=weight, bias=held)
