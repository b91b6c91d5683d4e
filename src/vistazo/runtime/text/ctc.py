"""From what a reader says of each step to a text.

The rule is that of connectionist temporal classification (Graves et al., ICML 2006): at each step
the network says a label or the blank (column 0); a text is said by every sequence of steps that
becomes it once repetitions are merged and blanks dropped.
"""

from __future__ import annotations

import numpy as np

from vistazo.types import Float64Array

BEAM = 16
"""Prefixes that are kept at each step."""

_NEGLIGIBLE = 1e-3
"""A label less probable than this at a step is not tried there."""
_TRIED = 12
"""Nor are more labels than these, the most probable ones."""

_Kept = dict[int, tuple[float, float]]


class _Prefixes:
    """Beginnings of texts as a tree; a number stands for each, 0 for the empty one."""

    def __init__(self) -> None:
        self.last = [0]
        self._parent = [0]
        self._longer: dict[tuple[int, int], int] = {}

    def longer(self, prefix: int, label: int) -> int:
        """The prefix that is longer by `label`."""
        found = self._longer.get((prefix, label))
        if found is None:
            found = self._longer[prefix, label] = len(self.last)
            self.last.append(label)
            self._parent.append(prefix)
        return found

    def text(self, prefix: int) -> tuple[int, ...]:
        """Its labels."""
        labels = []
        while prefix:
            labels.append(self.last[prefix])
            prefix = self._parent[prefix]
        return tuple(reversed(labels))


def decode(probability: Float64Array, *, beam: int = BEAM) -> tuple[int, ...]:
    """The most probable text, by prefix beam search.

    Args:
        probability: float64 (steps, 1 + labels), rows summing to 1; column 0 is the blank.
        beam: How many prefixes are kept at each step.

    Returns:
        Columns of `probability`, so 1 is the first label.
    """
    return candidates(probability, beam=beam)[0][0]


def candidates(
    probability: Float64Array, *, beam: int = BEAM
) -> list[tuple[tuple[int, ...], float]]:
    """The most probable texts, and how probable each is, up to a common factor.

    Args:
        probability: As for `decode`.
        beam: How many prefixes are kept at each step, and texts in the end.

    Returns:
        Columns of `probability` and a share, the most probable text first.
    """
    prefixes = _Prefixes()
    # A prefix -> the probability of the steps so far that end in a blank, and in its last label.
    kept: _Kept = {0: (1.0, 0.0)}
    for row in probability:
        likely = np.argpartition(-row[1:], min(_TRIED, len(row) - 1) - 1)[:_TRIED] + 1
        tried = [(int(label), float(row[label])) for label in likely if row[label] > _NEGLIGIBLE]
        kept = _step(prefixes, kept, float(row[0]), tried, beam)
    # Kept in order already.
    return [(prefixes.text(prefix), sum(chances)) for prefix, chances in kept.items()]


def _step(
    prefixes: _Prefixes, kept: _Kept, blank: float, tried: list[tuple[int, float]], beam: int
) -> _Kept:
    """The prefixes after one more step, scaled to sum to 1: as good as logarithms, and faster."""
    in_blank: dict[int, float] = {}
    in_label: dict[int, float] = {}
    for prefix, (was_blank, was_label) in kept.items():
        both = was_blank + was_label
        in_blank[prefix] = both * blank
        last = prefixes.last[prefix]
        for label, value in tried:
            longer = prefixes.longer(prefix, label)
            if label == last:
                in_label[prefix] = in_label.get(prefix, 0.0) + was_label * value
                in_label[longer] = in_label.get(longer, 0.0) + was_blank * value
            else:
                in_label[longer] = in_label.get(longer, 0.0) + both * value
    total = {
        prefix: in_blank.get(prefix, 0.0) + in_label.get(prefix, 0.0)
        for prefix in in_blank.keys() | in_label.keys()
    }
    # Equal ones in the order in which they arose, so that the answer is always the same.
    best = sorted(total, key=lambda prefix: (-total[prefix], prefix))[:beam]
    scale = 1.0 / sum(total[prefix] for prefix in best)
    return {
        prefix: (in_blank.get(prefix, 0.0) * scale, in_label.get(prefix, 0.0) * scale)
        for prefix in best
    }
