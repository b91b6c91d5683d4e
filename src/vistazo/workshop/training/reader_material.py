"""What the line reader learns from: written lines, and lines composed from single characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from vistazo.runtime import DataSource
from vistazo.types import Float64Array, IntArray
from vistazo.workshop.data.compose import Composer
from vistazo.workshop.data.lines import PLAIN, LineLook, draw_lines, line_widths
from vistazo.workshop.data.phrases import make_phrases
from vistazo.workshop.data.strokes import Ink, StrokeSet, TextStrokes
from vistazo.workshop.data.unipen import load_unipen, load_unipen_text
from vistazo.workshop.training.reader_settings import ReaderSettings

HELD_OUT_SEED = 20_261_121
"""Decides which writers are held out of the training part; the same for every run."""

HELD_OUT = 14
"""One writer of so many judges epochs and fits the temperature."""

CALM = 0.4
"""Share of the run, at its end, in which lines are disturbed less and less."""

_DRAWN_TOGETHER = 4
_WIDEST = 2600
_LOOSE_MARK = re.compile(r"(?<=[A-Za-z0-9]) (?=[.,;:!?](?: |$))")
_NO_SPACES = ("ced", "hpb", "atu")
_VALIDATION_LINES = 2_500
_COMPOSED_VALIDATION = 800


@dataclass(frozen=True)
class LineBatch:
    """Lines drawn for one step.

    Attributes:
        pictures: uint8 (lines, HEIGHT, columns), ink 255 on 0.
        columns: int64 (lines,), how many of the columns are a line's own.
        texts: Of each line.
    """

    pictures: Tensor
    columns: Tensor
    texts: tuple[str, ...]

    def subset(self, chosen: IntArray) -> LineBatch:
        """Some of the lines, with no more columns than they need, a multiple of eight."""
        own = self.columns[chosen]
        widest = -(-int(own.max()) // 8) * 8
        texts = tuple(self.texts[index] for index in chosen)
        return LineBatch(self.pictures[chosen, :, :widest], own, texts)


@dataclass(frozen=True)
class ReaderMaterial:
    """Everything that a run of the reader uses. No writer is in two parts.

    Attributes:
        written: Lines to learn from, as they were written.
        widths: float64 (lines,), columns that each of them takes.
        composer: Composes lines from the characters to learn from.
        words: To compose from.
        validation: Lines of held-out writers, drawn plainly.
        composed_validation: Lines composed from characters of held-out writers, drawn plainly.
        sources: What all of it came from.
        validation_fingerprint: sha256 of the written lines of held-out writers.
    """

    written: Ink
    widths: Float64Array
    composer: Composer
    words: tuple[str, ...]
    validation: tuple[LineBatch, ...]
    composed_validation: tuple[LineBatch, ...]
    sources: tuple[DataSource, ...]
    validation_fingerprint: str

    def batches(self, settings: ReaderSettings, epoch: int) -> Iterator[LineBatch]:
        """The batches of an epoch, the same for the same seed and epoch."""
        generator = np.random.default_rng((settings.seed, epoch))
        texts = make_phrases(settings.composed, generator, self.words)
        composed = [
            self.composer.compose(texts[first : first + 1024], generator)
            for first in range(0, len(texts), 1024)
        ]
        parts, widths = [self.written], [self.widths]
        for part in composed:
            taken = line_widths(part)
            fits = np.flatnonzero(taken <= _WIDEST)
            parts.append(part.subset(fits))
            widths.append(taken[fits])
        left = (settings.epochs - epoch) / settings.epochs
        look = LineLook().calmer(min(1.0, left / CALM))
        return iterate(parts, widths, look, settings.columns, generator)


def iterate(
    parts: list[Ink],
    widths: list[Float64Array],
    look: LineLook,
    columns: int,
    generator: np.random.Generator,
) -> Iterator[LineBatch]:
    """Lines of like width together, batches in random order, each drawn when it is asked for.

    Args:
        parts: Lines, in pieces.
        widths: Columns that each line of each piece takes.
        look: How to draw.
        columns: Of a batch at most, padding included.
        generator: Draws the order and whatever `look` leaves open.
    """
    part = np.repeat(np.arange(len(parts)), [len(width) for width in widths])
    number = np.concatenate([np.arange(len(width)) for width in widths])
    width = np.concatenate(widths)
    order = np.argsort(width * np.exp(generator.normal(0, 0.05, len(width))))
    # Drawing changes widths: what is drawn together is sorted again before it is cut to size.
    groups = list(_cut(width[order], order, _DRAWN_TOGETHER * columns))
    for chosen in (groups[index] for index in generator.permutation(len(groups))):
        drawn = _draw(parts, part[chosen], number[chosen], look, generator)
        own = drawn.columns.numpy()
        places = np.argsort(own, kind="stable")
        batches = list(_cut(own[places].astype(np.float64), places, columns))
        for index in generator.permutation(len(batches)):
            yield drawn.subset(batches[index])


def _draw(
    parts: list[Ink],
    part: IntArray,
    number: IntArray,
    look: LineLook,
    generator: np.random.Generator,
) -> LineBatch:
    """The lines `number` of the pieces `part`, in one array."""
    pictures, own, texts = [], [], []
    for piece in np.unique(part):
        ink = parts[piece].subset(number[part == piece])
        drawn, taken = draw_lines(ink, look, generator)
        pictures.append(drawn)
        own.append(taken)
        texts += ink.labels
    widest = max(drawn.shape[2] for drawn in pictures)
    padded = [np.pad(one, ((0, 0), (0, 0), (0, widest - one.shape[2]))) for one in pictures]
    return LineBatch(
        torch.from_numpy(np.concatenate(padded)),
        torch.from_numpy(np.concatenate(own)),
        tuple(texts),
    )


def _cut(width: Float64Array, order: IntArray, columns: int) -> Iterator[IntArray]:
    first = 0
    for last in range(1, len(order) + 1):
        if last == len(order) or (last + 1 - first) * width[last] > columns:
            yield order[first:last]
            first = last


def gather_lines(settings: ReaderSettings) -> ReaderMaterial:
    """Read, choose and split what the reader learns from.

    Raises:
        DataError: A data set cannot be had.
    """
    texts, characters = load_unipen_text("train"), load_unipen("train")
    sources = tuple(
        DataSource(ink.name, ink.fingerprint, ink.samples, ink.licence, ink.citation)
        for ink in (texts, characters)
    )
    lines = single_lines(texts)
    held = held_out_writers(texts, characters)
    outside = np.flatnonzero(~np.isin(lines.writers, held))
    generator = np.random.default_rng(HELD_OUT_SEED)
    if settings.most:
        outside = generator.permutation(outside)[: settings.most]
    inside = generator.permutation(np.flatnonzero(np.isin(lines.writers, held)))
    validation = lines.subset(inside[:_VALIDATION_LINES])
    written = lines.subset(outside)
    words = tuple(sorted({word for text in written.labels for word in text.split()}))
    judge = Composer(characters.subset(np.flatnonzero(np.isin(characters.writers, held))))
    phrases = make_phrases(_COMPOSED_VALIDATION, generator)
    known = set(judge.known)
    phrases = tuple(text for text in phrases if set(text) <= known)
    return ReaderMaterial(
        written,
        line_widths(written),
        Composer(characters.subset(np.flatnonzero(~np.isin(characters.writers, held)))),
        words,
        _plain(validation, settings.columns, generator),
        _plain(judge.compose(phrases, generator), settings.columns, generator),
        sources,
        validation.fingerprint,
    )


def held_out_writers(*sets: TextStrokes | StrokeSet) -> IntArray:
    """The writers that judge: every HELD_OUT-th of all, in a fixed random order."""
    writers = np.unique(np.concatenate([ink.writers for ink in sets]))
    return np.random.default_rng(HELD_OUT_SEED).permutation(writers)[::HELD_OUT]


def single_lines(texts: TextStrokes) -> TextStrokes:
    """Samples of one line whose label says what was written.

    Some sources put a space before every mark in the label and none on paper: it is dropped.
    Left out: several lines, labels without spaces where the source dropped them, and lines far
    narrower or wider than their text can be.
    """
    widths = line_widths(texts)
    length = np.array([len(label) for label in texts.labels])
    assert texts.providers is not None
    spaceless = np.array(
        [
            provider in _NO_SPACES and len(label) > 12 and " " not in label
            for provider, label in zip(texts.providers, texts.labels, strict=True)
        ]
    )
    each = widths / length
    fits = (each > 5) & (each < 80) & (widths <= _WIDEST)
    chosen = texts.subset(np.flatnonzero((texts.est_lines == 1) & fits & ~spaceless))
    return replace(chosen, labels=tuple(_LOOSE_MARK.sub("", text) for text in chosen.labels))


def _plain(ink: Ink, columns: int, generator: np.random.Generator) -> tuple[LineBatch, ...]:
    return tuple(iterate([ink], [line_widths(ink)], PLAIN, columns, generator))
