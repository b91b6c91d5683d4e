"""From a page to its text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vistazo.errors import OptionError
from vistazo.runtime.text.alignment import align
from vistazo.runtime.text.boxes import character_boxes
from vistazo.runtime.text.components import find_components
from vistazo.runtime.text.crop import LineCrop, crop_line
from vistazo.runtime.text.ctc import decode
from vistazo.runtime.text.ink import find_ink
from vistazo.runtime.text.lines import find_lines
from vistazo.runtime.text.page import Page
from vistazo.runtime.text.reader import Emission, Reader
from vistazo.runtime.text.rescoring import Rescored, Rescorer
from vistazo.types import Box, Character, Float64Array, Line, Reading, Score, Verdict

MOST_LETTERS = 2400.0
"""A page is read until its lines are together this many letters' sizes long."""
READABLE = 0.3
"""Below this confidence the verdict is "unknown"."""


def read_lines(
    reader: Reader, page: Page, *, rescorer: Rescorer | None, model: str, top: int
) -> Reading:
    """Read a page.

    Args:
        reader: Reads one line.
        page: The page.
        rescorer: Has single characters judged as well.
        model: Which version answers, as `name@version`.
        top: How many alternatives each character gets.

    Raises:
        OptionError: `top` is out of range.
    """
    if not 1 <= top <= len(reader.labels):
        raise OptionError(f"top must lie in 1..{len(reader.labels)}, got {top}.")
    strength, ink = find_ink(page.pixels)
    components = find_components(ink)
    partial = components.partial
    lines: list[Line] = []
    left = MOST_LETTERS
    for found in find_lines(components):
        crop = crop_line(strength, ink, found)
        left -= crop.picture.shape[1] / found.letter
        partial |= crop.cut or left < 0
        if left < 0:
            break
        emission = reader.run(crop.picture)
        line = read_line(reader.labels, emission, crop, rescorer, page.scale, top)
        if line is not None:
            lines.append(line)
    characters = [item for line in lines for item in line.characters]
    confidence = _mean(characters)
    return Reading(
        text="\n".join(line.text for line in lines),
        confidence=confidence,
        verdict=_verdict(reader, characters, confidence),
        lines=tuple(lines),
        model=model,
        partial=partial,
    )


def read_line(
    labels: Sequence[str],
    emission: Emission,
    crop: LineCrop,
    rescorer: Rescorer | None,
    scale: tuple[float, float],
    top: int,
) -> Line | None:
    """What stands on one line, or None if nothing does.

    Args:
        labels: The reader's.
        emission: What the reader says of the line's picture.
        crop: The line's picture.
        rescorer: Has single characters judged as well.
        scale: Pixels of the given picture per pixel of the page, across and down.
        top: How many alternatives each character gets.
    """
    rescored = rescorer.read(crop.picture, emission) if rescorer else None
    text = rescored.text if rescored else decode(emission.probability)
    inner = _without_outer_spaces(text, labels)
    text = text[inner]
    if not text:
        return None
    aligned = align(emission.probability, text)
    alternatives = aligned.alternatives
    if rescored:
        alternatives = Rescored(text, rescored.evidence[inner]).weigh(alternatives)
    position = emission.position.astype(np.float64) + crop.left
    spaces = [labels[column - 1] == " " for column in text]
    first, last = position[aligned.first], position[aligned.last]
    boxes = character_boxes(crop.line.x, crop.line.y, first, last, spaces)
    characters = tuple(
        _character(labels, column, row, _scaled(box, scale), top)
        for column, row, box in zip(text, alternatives, boxes, strict=True)
    )
    return Line(
        text="".join(item.character for item in characters),
        confidence=_mean(characters),
        box=_hull([item.box for item in characters]),
        characters=characters,
    )


def _without_outer_spaces(text: tuple[int, ...], labels: Sequence[str]) -> slice:
    """Which characters are left when spaces at both ends are dropped."""
    spelt = "".join(labels[column - 1] for column in text)
    start = len(spelt) - len(spelt.lstrip())
    return slice(start, max(start, len(spelt.rstrip())))


def _character(
    labels: Sequence[str], column: int, alternatives: Float64Array, box: Box, top: int
) -> Character:
    """`column` is the one that was chosen in `alternatives`, a row of an alignment's."""
    best = [int(index) + 1 for index in np.argsort(-alternatives[1:], kind="stable")[:top]]
    if column not in best:
        best[-1] = column
    chance = np.minimum(alternatives, 1.0).tolist()
    return Character(
        character=labels[column - 1],
        confidence=chance[column],
        box=box,
        top=tuple(Score(labels[index - 1], chance[index]) for index in best),
    )


def _verdict(reader: Reader, characters: Sequence[Character], confidence: float) -> Verdict:
    if confidence < READABLE:
        return "unknown"
    thresholds = [reader.card.thresholds[item.character] for item in characters]
    return "sure" if confidence >= sum(thresholds) / len(thresholds) else "unsure"


def _mean(characters: Sequence[Character]) -> float:
    return sum(item.confidence for item in characters) / len(characters) if characters else 0.0


def _scaled(box: Box, scale: tuple[float, float]) -> Box:
    across, down = scale
    return Box(box.x * across, box.y * down, box.width * across, box.height * down)


def _hull(boxes: Sequence[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)
