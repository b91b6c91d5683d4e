"""From what a reader says of each step to a text, and to what each character could have been.

The rule is that of connectionist temporal classification (Graves et al., ICML 2006): at each step
the network says a label or the blank (column 0); a text is said by every sequence of steps that
becomes it once repetitions are merged and blanks dropped.

Probabilities are rescaled at each step rather than kept as logarithms: it is the same and faster.
"""

from __future__ import annotations

import numpy as np

from vistazo.types import Float64Array

BEAM = 16
_NEGLIGIBLE = 1e-5
"""A label less probable than this at a step is not tried there."""


def decode(probability: Float64Array, *, beam: int = BEAM) -> tuple[int, ...]:
    """The most probable text, by prefix beam search.

    Args:
        probability: float64 (steps, 1 + labels), rows summing to 1; column 0 is the blank.
        beam: How many prefixes are kept at each step.

    Returns:
        Columns of `probability`, so 1 is the first label.
    """
    # A prefix -> the probability of the steps so far that end in a blank, and in its last label.
    kept: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    for row in probability:
        tried = [int(label) for label in np.flatnonzero(row > _NEGLIGIBLE) if label]
        kept = _step(kept, row[0], [(label, float(row[label])) for label in tried], beam)
    return max(kept, key=lambda prefix: sum(kept[prefix]))


def _step(
    kept: dict[tuple[int, ...], tuple[float, float]],
    blank: float,
    tried: list[tuple[int, float]],
    beam: int,
) -> dict[tuple[int, ...], tuple[float, float]]:
    """The prefixes after one more step; what is kept sums to 1."""
    after: dict[tuple[int, ...], list[float]] = {}
    for prefix, (in_blank, in_label) in kept.items():
        both = in_blank + in_label
        after.setdefault(prefix, [0.0, 0.0])[0] += both * blank
        last = prefix[-1] if prefix else 0
        for label, value in tried:
            longer = after.setdefault((*prefix, label), [0.0, 0.0])
            if label == last:
                after[prefix][1] += in_label * value
                longer[1] += in_blank * value
            else:
                longer[1] += both * value
    best = sorted(after.items(), key=lambda item: -item[1][0] - item[1][1])[:beam]
    total = sum(in_blank + in_label for _, (in_blank, in_label) in best)
    return {prefix: (ends[0] / total, ends[1] / total) for prefix, ends in best}
