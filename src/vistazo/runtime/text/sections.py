"""Parts of a line that can be decoded one by one, each with the texts that it may say.

Where a step is surely blank, what stands before it and after it are independent: the texts of a
line are all combinations of the texts of its sections, so that a few for each section are many
more for the line than a search over the whole line keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vistazo.runtime.text.ctc import candidates
from vistazo.types import Float64Array, IntArray

_SURE = 0.9999
"""Probability of the blank at a step that parts two sections."""
_MOST = 12
"""Texts of a section."""
_REACH = 1e-3
"""A text so many times less probable than the best one is left out."""
_LEAST = 1e-12
_NEVER = -1e9


@dataclass(frozen=True)
class Candidate:
    """A text that a section may say.

    Attributes:
        text: Columns of the reader's probabilities; may be empty.
        score: Logarithm of its probability, up to a constant of the section.
        first: int64 (characters,), the step of the line at which each is said first.
        last: int64 (characters,), the last one.
    """

    text: tuple[int, ...]
    score: float
    first: IntArray
    last: IntArray


def find_sections(probability: Float64Array) -> list[list[Candidate]]:
    """Decode the sections of a line, the most probable text of each first.

    Args:
        probability: float64 (steps, 1 + labels), rows summing to 1; column 0 is the blank.
    """
    spans = _spans(probability[:, 0] < _SURE)
    said: list[list[tuple[tuple[int, ...], float]]] = []
    for start, stop in spans:
        found = candidates(probability[start:stop])[:_MOST]
        least = _REACH * found[0][1]
        said.append([(text, float(np.log(share))) for text, share in found if share > least])
    texts = [text for section in said for text, _ in section]
    owners = [span for span, section in zip(spans, said, strict=True) for _ in section]
    places = iter(_align_all(probability, owners, texts))
    return [[Candidate(text, score, *next(places)) for text, score in part] for part in said]


def _spans(busy: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """First and last + 1 of each run."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], busy, [False])).astype(np.int8)))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _align_all(
    probability: Float64Array, spans: Sequence[tuple[int, int]], texts: Sequence[tuple[int, ...]]
) -> list[tuple[IntArray, IntArray]]:
    """First and last step of each character of each text, over its most probable path.

    One search runs over all of them, which costs little more than one over the longest.
    """
    if not texts:
        return []
    logs = np.log(np.maximum(probability, _LEAST))
    count, longest = len(texts), max(len(text) for text in texts)
    states = np.zeros((count, 2 * longest + 1), dtype=np.int64)
    for row, text in enumerate(texts):
        states[row, 1 : 2 * len(text) + 1 : 2] = text
    skips = np.full(states.shape, _NEVER)
    skips[:, 3::2][states[:, 3::2] != states[:, 1:-2:2]] = 0.0
    starts, stops = np.array(spans).T
    current = np.full(states.shape, _NEVER)
    current[:, :2] = logs[starts[:, None], states[:, :2]]
    came = [np.zeros(states.shape, dtype=np.int8)]
    for step in range(1, int((stops - starts).max())):
        ways = np.full((3, *states.shape), _NEVER)
        ways[0] = current
        ways[1, :, 1:] = current[:, :-1]
        ways[2, :, 2:] = current[:, :-2] + skips[:, 2:]
        came.append(ways.argmax(axis=0).astype(np.int8))
        place = np.minimum(starts + step, len(logs) - 1)
        # Beyond a section all is blank.
        over = (starts + step >= stops)[:, None]
        said = np.where(over, np.where(states == 0, 0.0, _NEVER), logs[place[:, None], states])
        current = ways.max(axis=0) + said
    return _trace(current, came, starts, [len(text) for text in texts])


def _trace(
    current: Float64Array, came: Sequence[np.ndarray], starts: IntArray, lengths: Sequence[int]
) -> list[tuple[IntArray, IntArray]]:
    rows = np.arange(len(starts))
    end = 2 * np.array(lengths)
    before = np.maximum(end - 1, 0)
    state = np.where(current[rows, end] > current[rows, before], end, before)
    path = np.empty((len(starts), len(came)), dtype=np.int64)
    for step in range(len(came) - 1, -1, -1):
        path[:, step] = state
        state = state - came[step][rows, state]
    found = []
    for row, length in enumerate(lengths):
        wanted = 2 * np.arange(length) + 1
        first = np.searchsorted(path[row], wanted, side="left")
        last = np.searchsorted(path[row], wanted, side="right") - 1
        found.append((starts[row] + first, starts[row] + np.maximum(last, first)))
    return found
