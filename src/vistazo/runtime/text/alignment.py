"""Where each character of a text was said, and what else it could have been.

The forward-backward algorithm on the states of connectionist temporal classification: a blank, the
first label, a blank, the second label, and so on to a last blank.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vistazo.types import Float64Array, IntArray

_LEAST = 1e-12
"""No label is ruled out at any step: every text that fits can be aligned."""


@dataclass(frozen=True)
class Alignment:
    """A text against the steps that say it.

    Attributes:
        first: int64 (characters,), the first step of each character's most probable stretch.
        last: int64 (characters,), the last one.
        alternatives: float64 (characters, 1 + labels): the probability of each label in this
            character's place, the rest of the text being as it is; column 0 is that nothing
            stands there. Rows sum to 1.
    """

    first: IntArray
    last: IntArray
    alternatives: Float64Array


def align(probability: Float64Array, text: tuple[int, ...]) -> Alignment:
    """Align a text with the steps that say it.

    Args:
        probability: float64 (steps, 1 + labels), rows summing to 1; column 0 is the blank.
        text: Columns of `probability`, at least one.

    Raises:
        ValueError: The text needs more steps than there are, or is too improbable to align.
    """
    probability = np.maximum(probability, _LEAST)
    lattice = _Lattice(probability, text)
    path = lattice.best_path()
    stretches = [np.flatnonzero(path == 2 * index + 1) for index in range(len(text))]
    if not all(len(stretch) for stretch in stretches):
        raise ValueError(f"{len(probability)} steps cannot say {len(text)} labels")
    return Alignment(
        first=np.array([stretch[0] for stretch in stretches]),
        last=np.array([stretch[-1] for stretch in stretches]),
        alternatives=_alternatives(probability, text, lattice),
    )


class _Lattice:
    """The states of one text, and how probable they are at each step.

    Attributes:
        before: float64 (steps, states): row t is the probability of each state after the steps
            before t, scaled; row 0 is the start.
        after: float64 (steps, states): row t is the probability that step t, in this state, and
            all steps after it say the rest; scaled so that sums over paths give 1.
        scale: float64 (steps,), what a step's probabilities are divided by.
        end: float64 (states,), the scaled probability of each state after the last step.
    """

    def __init__(self, probability: Float64Array, text: tuple[int, ...]) -> None:
        states = np.zeros(2 * len(text) + 1, dtype=np.int64)
        states[1::2] = text
        self._emitted = probability[:, states]
        # From one label to the next without a blank between, unless they are equal.
        self._skips = np.zeros(len(states))
        self._skips[3::2] = states[3::2] != states[1:-2:2]
        self.before, self.end, self.scale = self._forward()
        self.after = self._backward()

    def _forward(self) -> tuple[Float64Array, Float64Array, Float64Array]:
        steps, states = self._emitted.shape
        before, scale = np.zeros((steps, states)), np.ones(steps)
        arrived, current = np.zeros(states), np.zeros(states)
        arrived[:2] = 1.0
        for step in range(steps):
            before[step] = current
            if step:
                arrived = current.copy()
                arrived[1:] += current[:-1]
                arrived[2:] += current[:-2] * self._skips[2:]
            current = arrived * self._emitted[step]
            scale[step] = current.sum()
            current = current / scale[step]
        return before, current, scale

    def _backward(self) -> Float64Array:
        steps, states = self._emitted.shape
        whole = self.end[-2:].sum()
        if not whole > 0.0:
            raise ValueError(f"{steps} steps cannot say {states // 2} labels, or hardly")
        after = np.zeros((steps, states))
        current = np.zeros(states)
        current[-2:] = 1.0 / whole
        for step in range(steps - 1, -1, -1):
            said = current * self._emitted[step] / self.scale[step]
            after[step] = said
            current = said.copy()
            current[:-1] += said[1:]
            current[:-2] += said[2:] * self._skips[2:]
        return after

    def best_path(self) -> IntArray:
        """The most probable state at each step, over whole paths."""
        logs = np.log(self._emitted)
        steps, states = logs.shape
        never = np.where(self._skips > 0.0, 0.0, -np.inf)
        came = np.zeros((steps, states), dtype=np.int64)
        current = np.full(states, -np.inf)
        current[:2] = logs[0, :2]
        for step in range(1, steps):
            ways = np.full((3, states), -np.inf)
            ways[0] = current
            ways[1, 1:] = current[:-1]
            ways[2, 2:] = current[:-2] + never[2:]
            came[step] = ways.argmax(axis=0)
            current = ways.max(axis=0) + logs[step]
        path = np.zeros(steps, dtype=np.int64)
        path[-1] = states - 1 if current[-1] > current[-2] else states - 2
        for step in range(steps - 1, 0, -1):
            path[step - 1] = path[step] - came[step, path[step]]
        return path


def _alternatives(
    probability: Float64Array, text: tuple[int, ...], lattice: _Lattice
) -> Float64Array:
    """Sums over every path of the text with one of its labels replaced, or left out."""
    steps, columns = probability.shape
    count, labels = len(text), np.array(text)
    # Whether a column may follow the label to the left, or be followed by that to the right,
    # without a blank between.
    joins_left, joins_right = np.zeros((2, count, columns))
    joins_left[1:] = np.arange(columns) != labels[:-1, None]
    joins_right[:-1] = np.arange(columns) != labels[1:, None]
    blanks_left = lattice.before[:, 0:-1:2].copy()
    blanks_left[0, 0] = 1.0
    label_left = _padded(lattice.before[:, 1:-2:2], left=True)
    blanks_right = lattice.after[:, 2::2]
    label_right = _padded(lattice.after[:, 3::2], left=False)
    found = np.zeros((count, columns))
    inside = np.zeros((count, columns))
    for step in range(steps):
        arrived = inside + blanks_left[step, :, None] + label_left[step, :, None] * joins_left
        inside = arrived * (probability[step] / lattice.scale[step])
        if step + 1 < steps:
            found += inside * (
                blanks_right[step + 1, :, None] + label_right[step + 1, :, None] * joins_right
            )
    whole = lattice.end[-2:].sum()
    found[-1] += inside[-1] / whole
    joined = np.ones(count)
    joined[1:-1] = labels[:-2] != labels[2:]
    found[:, 0] = ((blanks_left + label_left * joined) * label_right).sum(axis=0)
    found[-1, 0] = lattice.end[-3 if count == 1 else [-3, -4]].sum() / whole
    shares: Float64Array = found / found.sum(axis=1, keepdims=True)
    return shares


def _padded(values: Float64Array, *, left: bool) -> Float64Array:
    """Labels on one side of each character; the outermost has none there."""
    return np.pad(values, ((0, 0), (1, 0) if left else (0, 1)))
