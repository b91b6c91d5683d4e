"""Which corrections a version learns."""

from __future__ import annotations

from collections import Counter

import numpy as np

from vistazo.learning.base import Base
from vistazo.learning.refit import Examples
from vistazo.types import BoolArray

LEAST_EXAMPLES = 5
"""Corrected pictures that a new label needs before it joins a recogniser."""

SUSPECT = 8
"""From so many corrections on, an author who contradicts everything else is not believed."""

BELIEVED = 0.5
"""Share of an author's labels that must be among the base's `LIKELY` most probable ones."""

LIKELY = 3

LEAST_CHANCE = 1e-5
"""A label this many times less probable than the base's own answer is out of the question."""


def possible_corrections(base: Base, examples: Examples) -> BoolArray:
    """Which corrections are not out of the question for the base, bool (n,).

    The others are left to their author's profile.
    """
    shown = examples.shown(base.head.labels)
    found: BoolArray = (
        base.head.link.doubt(base.head.probabilities(examples.embeddings), shown) >= LEAST_CHANCE
    )
    return found


def trusted_authors(base: Base, examples: Examples) -> BoolArray:
    """Which corrections are by authors who do not contradict everything else, bool (n,).

    An honest correction is nearly always one of the base's first guesses; a label given at random
    is not. New labels, and pictures of none, say nothing about that.
    """
    shown = examples.shown(base.head.labels)
    probabilities = base.head.probabilities(examples.embeddings)
    least = np.where(shown, probabilities, np.inf).min(axis=1, initial=np.inf)
    plausible = (~shown & (probabilities > least[:, None])).sum(axis=1) < LIKELY
    authors = np.array(examples.authors, dtype=str)
    trusted = np.ones(len(examples), bool)
    for author in np.unique(authors):
        judged = (authors == author) & shown.any(axis=1)
        if judged.sum() >= SUSPECT and plausible[judged].mean() < BELIEVED:
            trusted[authors == author] = False
    return trusted


def ripe_corrections(base: Base, examples: Examples) -> BoolArray:
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
