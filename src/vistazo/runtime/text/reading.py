"""From a page to its text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vistazo.errors import OptionError
from vistazo.runtime.text.alignment import align
from vistazo.runtime.text.boxes import character_boxes
from vistazo.runtime.text.components import find_components
from vistazo.runtime.text.crop import crop_line
from vistazo.runtime.text.ctc import decode
from vistazo.runtime.text.ink import find_ink
from vistazo.runtime.text.lines import TextLine, find_lines
from vistazo.runtime.text.page import Page
from vistazo.runtime.text.reader import Emission, Reader
from vistazo.types import Box, Character, Float64Array, Line, Reading, Score, Verdict

MOST_LETTERS = 2400.0
"""A page is read until its lines are together this many letters' sizes long."""
READABLE = 0.3
"""Below this confidence the verdict is "unknown"."""


def read_lines(reader: Reader, page: Page, *, model: str, top: int) -> Reading:
    """Read a page.

    Args:
        reader: Reads one line.
        page: The page.
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
        picture, start, cut = crop_line(strength, ink, found)
        left -= picture.shape[1] / found.letter
        partial |= cut or left < 0
        if left < 0:
            break
        line = read_line(reader, reader.run(picture), found, start, page.scale, top)
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
    reader: Reader,
    emission: Emission,
    found: TextLine,
    start: int,
    scale: tuple[float, float],
    top: int,
) -> Line | None:
    """What stands on one line, or None if nothing does.

    Args:
        reader: Names the labels.
        emission: What the reader says of the line's picture.
        found: The line's ink on the page.
        start: The page's column of the picture's first column.
        scale: Pixels of the given picture per pixel of the page, across and down.
        top: How many alternatives each character gets.
    """
    text = decode(emission.probability)
    text = _without_outer_spaces(text, reader.labels)
    if not text:
        return None
    aligned = align(emission.probability, text)
    position = emission.position.astype(np.float64) + start
    labels = [reader.labels[column - 1] for column in text]
    boxes = character_boxes(
        found.x,
        found.y,
        position[aligned.first],
        position[aligned.last],
        [label == " " for label in labels],
    )
    characters = tuple(
        _character(reader, label, row, _scaled(box, scale), top)
        for label, row, box in zip(labels, aligned.alternatives, boxes, strict=True)
    )
    return Line(
        text="".join(labels),
        confidence=_mean(characters),
        box=_hull([item.box for item in characters]),
        characters=characters,
    )


def _without_outer_spaces(text: tuple[int, ...], labels: Sequence[str]) -> tuple[int, ...]:
    spelt = "".join(labels[column - 1] for column in text)
    start = len(spelt) - len(spelt.lstrip())
    return text[start : len(spelt.rstrip())] if spelt.strip() else ()


def _character(
    reader: Reader, label: str, alternatives: Float64Array, box: Box, top: int
) -> Character:
    """`alternatives` is a row of an alignment's."""
    chance = alternatives[1:]
    best = [int(index) for index in np.argsort(-chance, kind="stable")[:top]]
    own = reader.labels.index(label)
    if own not in best:
        best[-1] = own
    return Character(
        character=label,
        confidence=min(float(chance[own]), 1.0),
        box=box,
        top=tuple(Score(reader.labels[index], min(float(chance[index]), 1.0)) for index in best),
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
