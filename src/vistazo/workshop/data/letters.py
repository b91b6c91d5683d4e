"""Single characters cut out of written words, where the ink of each stands apart.

More people wrote words than single characters, and in words size and line are those of real
writing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vistazo.runtime.text.frames import estimate_frame
from vistazo.types import Box, Float64Array, IntArray
from vistazo.workshop.data.frames import Place
from vistazo.workshop.data.strokes import StrokeSet, TextStrokes
from vistazo.workshop.data.unipen import ASCII

SLANTS = (0.0, 0.2, -0.2, 0.4, 0.6)
"""Slants, as tangents, under which characters may stand apart; the first that serves is taken."""

STRANGE = 2.0
"""A character so many times larger or smaller than others of its label was cut wrongly."""

_SWOLLEN = 1.6


def cut_letters(text: TextStrokes) -> tuple[StrokeSet, Place]:
    """The characters of every line whose ink falls into as many pieces as it has characters.

    Strokes above each other, along the writing's slant, are one piece. A line is left out whole
    where one of its characters has not the size of its kind, as then the pieces are others.

    Args:
        text: Words and texts, of characters 32 to 126.

    Returns:
        The characters, with the writers, files and providers of their texts, in ASCII order of
        labels, and where each stood on its line; nobody knows where a line of dashes stood.
    """
    texts, owner, strokes, counts = _find_pieces(text)
    labels = [label for index in texts for label in text.labels[index] if label != " "]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    offsets = np.concatenate(
        [np.zeros(1, np.int64), np.cumsum(np.diff(text.stroke_offsets)[strokes])]
    )
    bounds = [slice(*text.stroke_offsets[at : at + 2]) for at in strokes]
    points = np.concatenate([text.points[:0], *(text.points[bound] for bound in bounds)])
    source = texts[owner]
    whole = StrokeSet(
        name=f"{text.name}/letters",
        points=points,
        stroke_offsets=offsets,
        sample_offsets=starts,
        labels=tuple(labels),
        writers=text.writers[source],
        files=None if text.files is None else text.files[source],
        providers=None if text.providers is None else tuple(text.providers[i] for i in source),
        licence=text.licence,
        citation=text.citation,
        label_order=ASCII,
    )
    place, sizes = _find_lines(whole, owner)
    kept = _of_usual_size(whole.targets, sizes / place.unit, owner)
    return whole.subset(kept), place.subset(kept)


def take_evenly(targets: IntArray, most: int, seed: int) -> IntArray:
    """Rows with at most so many of each target, other ones for another seed, in order."""
    order = np.random.default_rng(seed).permutation(len(targets))
    place = np.empty(len(targets), np.int64)
    for target in np.unique(targets):
        rows = order[targets[order] == target]
        place[rows] = np.arange(len(rows))
    return np.flatnonzero(place < most)


def _find_pieces(text: TextStrokes) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Lines that fall into as many pieces as they have characters.

    Returns:
        The lines; for each piece the number of its line among them; the strokes of all pieces,
        one after another; and how many each piece has.
    """
    begins = text.stroke_offsets[:-1]
    spans = []
    for slant in SLANTS:
        x = text.points[:, 0] - slant * text.points[:, 1]
        spans.append((np.minimum.reduceat(x, begins), np.maximum.reduceat(x, begins)))
    texts: list[int] = []
    owner: list[int] = []
    strokes: list[IntArray] = []
    counts: list[int] = []
    for index in np.flatnonzero(text.est_lines == 1).tolist():
        first, last = text.sample_offsets[index], text.sample_offsets[index + 1]
        letters = len(text.labels[index].replace(" ", ""))
        for low, high in spans:
            pieces = _pieces(low[first:last], high[first:last])
            if len(pieces) == letters:
                owner += [len(texts)] * letters
                strokes += [first + np.sort(piece) for piece in pieces]
                counts += [len(piece) for piece in pieces]
                texts.append(index)
                break
    whole = np.concatenate(strokes) if strokes else np.zeros(0, np.int64)
    return np.array(texts, np.int64), np.array(owner, np.int64), whole, np.array(counts, np.int64)


def _pieces(low: npt.NDArray[np.floating], high: npt.NDArray[np.floating]) -> list[IntArray]:
    """Strokes whose spans touch, from left to right."""
    order = np.argsort(low, kind="stable")
    reach = np.maximum.accumulate(high[order])
    return np.split(order, np.flatnonzero(low[order][1:] > reach[:-1]) + 1)


def _find_lines(strokes: StrokeSet, owner: IntArray) -> tuple[Place, Float64Array]:
    """The places of characters, lines given by `owner`, and the larger sides of their boxes.

    Unlike `find_places` this looks at labels: words hold other letters than lists of single
    characters do.
    """
    starts = strokes.point_offsets[:-1]
    low = np.minimum.reduceat(strokes.points, starts).astype(np.float64)
    high = np.maximum.reduceat(strokes.points, starts).astype(np.float64)
    middle = (low[:, 0] + high[:, 0]) / 2
    unit, baseline = np.full(len(low), np.nan), np.full(len(low), np.nan)
    for rows in _runs(owner):
        left, top = low[rows, 0].min(), high[rows, 1].max()
        boxes = [
            Box(low[i, 0] - left, top - high[i, 1], *(high[i] - low[i]).tolist()) for i in rows
        ]
        frame = estimate_frame(boxes, [strokes.labels[i] for i in rows])
        if frame is not None:
            unit[rows] = frame.unit
            baseline[rows] = top - frame.baseline - frame.slope * (middle[rows] - left)
    assert strokes.files is not None
    order = np.argsort(strokes.files, kind="stable")
    for same in (order[rows] for rows in _runs(strokes.files[order])):
        usual = np.nanmedian(unit[same]) if not np.isnan(unit[same]).all() else np.nan
        strange = np.abs(np.log(unit[same] / usual)) > np.log(_SWOLLEN)
        unit[same] = np.where(strange, np.nan, usual)
    return Place(unit, baseline), (high - low).max(axis=1)


def _runs(values: IntArray) -> list[IntArray]:
    """The places of equal neighbours."""
    bounds = np.flatnonzero(np.diff(values)) + 1
    return np.split(np.arange(len(values)), bounds) if len(values) else []


def _of_usual_size(targets: IntArray, ratio: Float64Array, owner: IntArray) -> IntArray:
    """Characters of lines in which every one is about as large as others of its label."""
    logarithm = np.log(ratio + 0.05)
    usual = np.zeros(targets.max(initial=0) + 1)
    known = np.isfinite(logarithm)
    for target in np.unique(targets[known]):
        usual[target] = np.median(logarithm[known & (targets == target)])
    wrong = ~(np.abs(logarithm - usual[targets]) < np.log(STRANGE))
    return np.flatnonzero(~np.isin(owner, owner[wrong]))
