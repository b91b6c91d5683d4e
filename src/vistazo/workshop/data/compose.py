"""Lines of text put together from single characters of one writer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vistazo.types import Float64Array, IntArray
from vistazo.workshop.data.strokes import Ink, StrokeSet

_SMALL = "acemnorsuvwxz"
_DESCENDING = "gpqy"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

CAPITAL = 1.6
"""Height of capitals and digits, in heights of a small letter such as x."""

# Height and lower end above the baseline, in heights of a small letter.
_PLACES: dict[str, tuple[float, float]] = {
    **dict.fromkeys(_SMALL, (1.0, 0.0)),
    **dict.fromkeys("bdfhklt", (1.65, 0.0)),
    **dict.fromkeys(_DESCENDING, (1.6, -0.65)),
    **dict.fromkeys(_CAPITALS, (CAPITAL, 0.0)),
    "i": (1.45, 0.0),
    "j": (2.0, -0.65),
    "t": (1.4, 0.0),
    "!": (1.6, 0.0),
    '"': (0.45, 1.2),
    "#": (1.4, 0.1),
    "$": (1.9, -0.15),
    "%": (1.5, 0.0),
    "&": (1.55, 0.0),
    "'": (0.45, 1.2),
    "(": (2.0, -0.3),
    ")": (2.0, -0.3),
    "*": (0.8, 0.7),
    "+": (0.9, 0.25),
    ",": (0.4, -0.3),
    "-": (0.08, 0.55),
    ".": (0.1, 0.0),
    "/": (1.8, -0.15),
    ":": (0.85, 0.05),
    ";": (1.1, -0.25),
    "<": (1.0, 0.15),
    "=": (0.4, 0.4),
    ">": (1.0, 0.15),
    "?": (1.6, 0.0),
    "@": (1.4, 0.0),
    "[": (2.0, -0.3),
    "\\": (1.8, -0.15),
    "]": (2.0, -0.3),
    "^": (0.5, 1.2),
    "_": (0.08, -0.2),
    "`": (0.4, 1.2),
    "{": (2.0, -0.3),
    "|": (2.0, -0.25),
    "}": (2.0, -0.3),
    "~": (0.3, 0.5),
}
_FLAT = ".-_"
_FLOATING = "\"'*+-<=>^`~"
_LEAST_EACH = 2


class Composer:
    """Writes texts with the characters of one person each.

    Sizes against each other are the writer's own, as far as they are kept: a character is as much
    larger than a usual one as it is than the median of its kind in the same file. Places are not
    kept by most sources; a character stands where its kind stands, give or take.

    Args:
        strokes: Single characters of at least one writer.

    Attributes:
        known: The characters that texts may have, space among them.
        writers: int64 (n,), who writes.
    """

    def __init__(self, strokes: StrokeSet) -> None:
        self.strokes = strokes
        starts = strokes.point_offsets[:-1]
        self._low = np.minimum.reduceat(strokes.points, starts).astype(np.float64)
        self._high = np.maximum.reduceat(strokes.points, starts).astype(np.float64)
        codes = np.array([ord(label) for label in strokes.labels])
        self._scale = self._fit_scale(codes)
        self._by_writer: dict[tuple[int, str], IntArray] = {}
        order = np.lexsort((codes, strokes.writers))
        keys = np.stack((strokes.writers[order], codes[order]), axis=1)
        bounds = np.flatnonzero((np.diff(keys, axis=0) != 0).any(axis=1)) + 1
        for piece in np.split(order, bounds):
            key = (int(strokes.writers[piece[0]]), chr(codes[piece[0]]))
            self._by_writer[key] = piece
        self._by_label = {chr(code): np.flatnonzero(codes == code) for code in np.unique(codes)}
        self.known = frozenset(self._by_label) | {" "}
        writers, counts = np.unique([key[0] for key in self._by_writer], return_counts=True)
        self.writers = writers
        self._share = counts / counts.sum()

    def _fit_scale(self, codes: IntArray) -> Float64Array:
        """Units of each character's source in a height of a small letter, float64 (N,)."""
        strokes = self.strokes
        height = self._high[:, 1] - self._low[:, 1]
        usual = np.array([_PLACES[chr(code)][0] for code in range(33, 127)])[codes - 33]
        solid = usual >= 0.8
        ratio = height / usual
        scale = np.zeros(len(codes))
        kinds = np.array(["abc"[(chr(c) in _CAPITALS) + 2 * (not chr(c).isalnum())] for c in codes])
        files = strokes.writers if strokes.files is None else strokes.files
        for group in (strokes.writers, files):
            for kind in ("", "a", "b"):
                of_kind = solid & ((kinds == kind) if kind else True)
                for name in np.unique(group[of_kind]):
                    here = group == name
                    chosen = of_kind & here
                    if chosen.sum() >= _LEAST_EACH or not scale[here].all():
                        target = here & ((kinds == kind) if kind else True)
                        scale[target] = max(float(np.median(ratio[chosen])), 1e-3)
        scale[scale == 0] = np.median(scale[scale > 0])
        return scale

    def compose(self, texts: Sequence[str], generator: np.random.Generator) -> Ink:
        """One line for each text, in heights of a small letter, y upwards from the baseline.

        Characters that a writer never wrote are borrowed from another one.

        Args:
            texts: Lines of characters 32 to 126.
            generator: Draws writers, samples, spacing and jitter.
        """
        writers = generator.choice(self.writers, len(texts), p=self._share)
        lines = [
            self._lay_out(text, int(writer), generator)
            for text, writer in zip(texts, writers, strict=True)
        ]
        chosen = np.concatenate([line[0] for line in lines])
        scale = np.concatenate([line[1] for line in lines])
        corner = np.concatenate([line[2] for line in lines])
        glyphs = self.strokes.subset(chosen)
        owner = np.repeat(np.arange(len(chosen)), np.diff(glyphs.point_offsets))
        points = (glyphs.points - self._low[chosen][owner]) * scale[owner] + corner[owner]
        ends = np.cumsum([len(line[0]) for line in lines])
        return Ink(
            name="composed",
            points=points.astype(np.float32),
            stroke_offsets=glyphs.stroke_offsets,
            sample_offsets=glyphs.sample_offsets[np.concatenate(([0], ends))],
            labels=tuple(texts),
            writers=writers.astype(np.int64),
        )

    def _lay_out(
        self, text: str, writer: int, generator: np.random.Generator
    ) -> tuple[IntArray, Float64Array, Float64Array]:
        """Samples, their scales (n, 2) and lower left corners (n, 2), spaces left out."""
        letters = [letter for letter in text if letter != " "]
        chosen = np.array([self._sample(letter, writer, generator) for letter in letters])
        usual, foot = np.array([_PLACES[letter] for letter in letters]).T
        height = (self._high - self._low)[chosen, 1]
        free = generator.normal(0.0, 1.0, (4, len(letters)))
        unit = np.exp(0.06 * free[0]) / self._scale[chosen]
        size = (height * unit).clip(0.55 * usual, 1.6 * usual + 0.15)
        flat = np.array([letter in _FLAT for letter in letters])
        # A dot has no height of its own: it keeps its writer's scale within bounds.
        unit = np.where(flat, unit.clip(0, 0.9 / np.maximum(self._wide(chosen), 1e-6)), unit)
        scale = np.where(flat, unit, size / np.maximum(height, 1e-6))
        width = self._wide(chosen) * scale
        floating = np.array([letter in _FLOATING for letter in letters])
        bottom = foot + np.where(floating, (usual - height * scale) / 2, 0.0)
        # What hangs below the line keeps its head at the height of a small letter, in part.
        hanging = np.array([letter in "gpqyj" for letter in letters])
        head = foot + usual - height * scale
        bottom = np.where(hanging, (bottom + head) / 2, bottom)
        bottom += free[1] * np.where(floating, 0.1, 0.05)

        gap = generator.uniform(0.12, 0.45)
        jitter = generator.uniform(0.03, 0.12)
        space = gap + generator.uniform(0.7, 1.6)
        before = np.maximum(gap + jitter * free[2], 0.02)
        spaces = np.array([len(part) for part in text.split(" ")])[:-1].cumsum()
        before[spaces] += np.maximum(space + 0.15 * free[3][spaces], 0.45)
        left = np.cumsum(before) + np.cumsum(width) - width
        return chosen, np.stack((scale, scale), 1), np.stack((left, bottom), 1)

    def _wide(self, chosen: IntArray) -> Float64Array:
        width: Float64Array = (self._high - self._low)[chosen, 0]
        return width

    def _sample(self, letter: str, writer: int, generator: np.random.Generator) -> int:
        own = self._by_writer.get((writer, letter), self._by_label[letter])
        return int(own[generator.integers(len(own))])
