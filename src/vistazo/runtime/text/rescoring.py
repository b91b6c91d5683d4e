"""A second opinion on a line: its reader's texts, judged by the recogniser of single characters.

The reader sees a line as a whole and knows what stands beside what; the recogniser sees one glyph
at a higher resolution, with its size and its place on the line. For each section of a line the
text wins for which both together speak most: log p(text) of the reader + TRUST × sum of
log p(character) of the recogniser + LETTER for each character.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vistazo.runtime.text.frames import draw_frames, estimate_frame
from vistazo.runtime.text.line_ink import MOST_PIECES, LineInk
from vistazo.runtime.text.reader import Emission
from vistazo.runtime.text.sections import Candidate, find_sections
from vistazo.types import Float32Array, Float64Array, UInt8Array

TRUST = 0.4
"""What the recogniser's word counts beside the reader's."""
LETTER = 0.5
"""For each character: one that is broken in two is doubted twice."""
_UNSEEN = -8.0
"""Logarithm of the probability of a character without ink."""
_LEAST = 1e-8
_SPACE = " "


@dataclass(frozen=True)
class Rescored:
    """What both together read.

    Attributes:
        text: Columns of the reader's probabilities.
        evidence: float64 (characters, 1 + labels): by what the probabilities of each character's
            alternatives are to be multiplied; NaN where the recogniser cannot judge.
    """

    text: tuple[int, ...]
    evidence: Float64Array

    def weigh(self, alternatives: Float64Array) -> Float64Array:
        """An alignment's alternatives after the second opinion.

        It says nothing about whether a character, a space or nothing stands in a place, so it
        shares out only what the characters have together.
        """
        judged = np.isfinite(self.evidence)
        moved = np.where(judged, alternatives * self.evidence, 0.0)
        before = np.where(judged, alternatives, 0.0).sum(axis=1, keepdims=True)
        after = moved.sum(axis=1, keepdims=True)
        scale = np.divide(before, after, out=np.zeros_like(after), where=after > 0.0)
        weighed: Float64Array = np.where(judged & (after > 0.0), moved * scale, alternatives)
        return weighed


@dataclass(frozen=True)
class _Choice:
    """A candidate with the glyphs of its characters; spaces have none."""

    candidate: Candidate
    glyphs: tuple[int | None, ...]


class Rescorer:
    """Asks a recogniser of single characters about what a reader read."""

    def __init__(
        self,
        reads: Sequence[str],
        recognises: Sequence[str],
        recognise: Callable[[UInt8Array], Float32Array],
    ) -> None:
        """Bring two models together.

        Args:
            reads: The reader's labels.
            recognises: The recogniser's labels; all the reader's but the space are among them.
            recognise: Probabilities, float32 (n, labels), for frames, uint8 (n, side, side).

        Raises:
            ValueError: A label is missing; see `fits`.
        """
        if not fits(reads, recognises):
            raise ValueError("the recogniser does not know all that the reader reads")
        place = {label: index for index, label in enumerate(recognises)}
        self._labels = tuple(reads)
        self._space = reads.index(_SPACE) + 1 if _SPACE in reads else 0
        self._judged = np.array([label != _SPACE for label in reads])
        self._order = np.array([place[label] for label in reads if label != _SPACE])
        self._recognise = recognise

    def read(self, picture: UInt8Array, emission: Emission) -> Rescored | None:
        """Read a line.

        Args:
            picture: The line, light ink on black, uint8 (H, W).
            emission: What the reader says of it.

        Returns:
            None where the recogniser cannot be asked: there is no letter or digit whose size is
            known, or the ink is in too many pieces.
        """
        ink = LineInk(picture)
        if not 0 < ink.pieces <= MOST_PIECES:
            return None
        sections = find_sections(emission.probability)
        choices = self._find_glyphs(sections, ink, emission.position.astype(np.float64))
        best = [
            (glyph, self._labels[column - 1])
            for options in choices
            for column, glyph in zip(options[0].candidate.text, options[0].glyphs, strict=True)
            if glyph is not None
        ]
        frame = estimate_frame([ink.boxes[glyph] for glyph, _ in best], [say for _, say in best])
        if frame is None:
            return None
        pictures = draw_frames(ink.glyphs, ink.boxes, frame)
        probability = np.maximum(self._recognise(pictures)[:, self._order], _LEAST)
        logs = np.full((len(pictures), 1 + len(self._labels)), np.nan)
        logs[:, 1:][:, self._judged] = np.log(probability.astype(np.float64))
        return self._choose(choices, logs)

    def _find_glyphs(
        self, sections: list[list[Candidate]], ink: LineInk, position: Float64Array
    ) -> list[list[_Choice]]:
        """The glyphs of each candidate, its neighbours being the best of their sections."""
        spans: list[tuple[float, float] | None] = []
        for options in sections:
            places = self._letters(options[0])
            first, last = options[0].first, options[0].last
            spans.append(
                (float(position[first[places[0]]]), float(position[last[places[-1]]]))
                if places
                else None
            )
        found = []
        for number, options in enumerate(sections):
            left = next((span[1] for span in reversed(spans[:number]) if span), None)
            right = next((span[0] for span in spans[number + 1 :] if span), None)
            found.append([self._split(option, ink, position, left, right) for option in options])
        return found

    def _split(
        self,
        candidate: Candidate,
        ink: LineInk,
        position: Float64Array,
        left: float | None,
        right: float | None,
    ) -> _Choice:
        """Cut out a candidate's characters; `left` and `right` are columns of its neighbours."""
        places = self._letters(candidate)
        if not places:
            return _Choice(candidate, (None,) * len(candidate.text))
        first, last = position[candidate.first[places]], position[candidate.last[places]]
        edges = [0 if left is None else ink.cut(left, first[0])]
        edges += [ink.cut(one, other) for one, other in zip(last[:-1], first[1:], strict=True)]
        edges += [ink.width if right is None else ink.cut(last[-1], right)]
        glyphs: list[int | None] = [None] * len(candidate.text)
        for place, glyph in zip(places, ink.find(edges), strict=True):
            glyphs[place] = glyph
        return _Choice(candidate, tuple(glyphs))

    def _letters(self, candidate: Candidate) -> list[int]:
        return [place for place, column in enumerate(candidate.text) if column != self._space]

    def _choose(self, choices: list[list[_Choice]], logs: Float64Array) -> Rescored:
        """The best candidate of each section; `logs` are NaN where nothing is judged."""
        text: list[int] = []
        evidence: list[Float64Array] = []
        unjudged = np.full(logs.shape[1], np.nan)
        for options in choices:
            best = max(options, key=lambda option: self._score(option, logs))
            text += best.candidate.text
            evidence += [
                unjudged if glyph is None else np.exp(TRUST * logs[glyph]) for glyph in best.glyphs
            ]
        return Rescored(tuple(text), np.array(evidence).reshape(len(text), logs.shape[1]))

    def _score(self, choice: _Choice, logs: Float64Array) -> float:
        score = choice.candidate.score
        for column, glyph in zip(choice.candidate.text, choice.glyphs, strict=True):
            if column != self._space:
                seen = _UNSEEN if glyph is None else float(logs[glyph, column])
                score += TRUST * seen + LETTER
        return score


def fits(reads: Sequence[str], recognises: Sequence[str]) -> bool:
    """Whether a recogniser knows all characters that a reader reads."""
    return set(reads) - {_SPACE} <= set(recognises)
