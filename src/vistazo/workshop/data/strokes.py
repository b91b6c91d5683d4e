"""Sets of characters and of text as pen strokes, checked when they are made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from vistazo.errors import DataError
from vistazo.types import Float32Array, IntArray
from vistazo.workshop.data.dataset import check_labels, encode, where


@dataclass(frozen=True, eq=False, kw_only=True)
class Ink:
    """Labelled pen strokes and who wrote them: what sets of characters and of text share.

    Attributes:
        name: E.g. "unipen/train".
        points: float32 (points, 2), x to the right and y upwards, in units of the source.
        stroke_offsets: int64 (strokes + 1,): stroke j is points[offsets[j]:offsets[j + 1]].
        sample_offsets: int64 (N + 1,): sample i is strokes offsets[i]:offsets[i + 1].
        labels: N labels, each a non-empty string.
        writers: int64 (N,): a number for each person.
        files: int64 (N,): a number for each file of the source, within which units, and mostly
            the ruling written on, stay the same; None if not known.
        providers: N names of whoever collected a sample; None if not known.
        licence: As the source states it.
        citation: Whom to cite.

    Raises:
        DataError: If the parts contradict each other.
    """

    name: str
    points: Float32Array
    stroke_offsets: IntArray
    sample_offsets: IntArray
    labels: tuple[str, ...]
    writers: IntArray
    files: IntArray | None = None
    providers: tuple[str, ...] | None = None
    licence: str = ""
    citation: str = ""

    _per_sample: ClassVar[tuple[str, ...]] = ("labels", "writers", "files", "providers")

    def __post_init__(self) -> None:
        if self.points.ndim != 2 or self.points.shape[1] != 2 or self.points.dtype != np.float32:
            raise DataError(
                f"{self.name}: points must be float32 (points, 2), "
                f"got {self.points.dtype} {self.points.shape}."
            )
        strokes = len(self.stroke_offsets) - 1
        self._check_offsets("stroke_offsets", self.stroke_offsets, len(self.points))
        self._check_offsets("sample_offsets", self.sample_offsets, strokes)
        for part in self._per_sample:
            values = getattr(self, part)
            if values is not None and len(values) != len(self.sample_offsets) - 1:
                raise DataError(
                    f"{self.name}: expected {len(self.sample_offsets) - 1} {part}, "
                    f"got {len(values)}."
                )
        if not all(isinstance(label, str) and label for label in self.labels):
            raise DataError(f"{self.name}: labels must be non-empty strings.")

    def _check_offsets(self, part: str, offsets: IntArray, end: int) -> None:
        sound = len(offsets) > 0 and offsets[0] == 0 and offsets[-1] == end
        if not sound or (np.diff(offsets) < 1).any():
            raise DataError(
                f"{self.name}: {part} must rise from 0 to {end} without an empty piece."
            )

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return len(self.labels)

    @cached_property
    def point_offsets(self) -> IntArray:
        """int64 (N + 1,): the points of sample i are points[offsets[i]:offsets[i + 1]]."""
        return self.stroke_offsets[self.sample_offsets]

    @cached_property
    def fingerprint(self) -> str:
        """sha256 over points, strokes and label of every sample, in order; 64 hex digits."""
        digest = hashlib.sha256()
        for array in (self.points, self.stroke_offsets, self.sample_offsets):
            digest.update(np.ascontiguousarray(array).data)
        digest.update("\0".join(self.labels).encode())
        return digest.hexdigest()

    def strokes(self, sample: int) -> list[Float32Array]:
        """The strokes of one sample, float32 (points, 2) each, in the order of writing."""
        first, last = self.sample_offsets[sample], self.sample_offsets[sample + 1]
        bounds = self.stroke_offsets[first : last + 1]
        return np.split(self.points[bounds[0] : bounds[-1]], bounds[1:-1] - bounds[0])

    def subset(self, indices: Sequence[int] | IntArray) -> Self:
        """The samples at `indices`, int (M,), in that order."""
        chosen = np.asarray(indices, dtype=np.int64)
        strokes, sample_offsets = _gather(self.sample_offsets, chosen)
        points, stroke_offsets = _gather(self.stroke_offsets, strokes)
        taken = {part: _take(getattr(self, part), chosen) for part in self._per_sample}
        return replace(
            self,
            points=self.points[points],
            stroke_offsets=stroke_offsets,
            sample_offsets=sample_offsets,
            **taken,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class StrokeSet(Ink):
    """Pen strokes of things with one label out of a closed list, such as single characters.

    Attributes:
        label_order: Every label once, in the order that numbers them; subsets keep it.
    """

    label_order: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        check_labels(self.name, self.labels, self.label_order)

    @cached_property
    def targets(self) -> IntArray:
        """int64 (N,): the place of each sample's label in `label_order`."""
        return encode(self.labels, self.label_order)

    def only(self, labels: Iterable[str]) -> Self:
        """The samples with one of `labels`, which become the label order."""
        order = tuple(labels)
        return replace(self.subset(where(self.labels, order)), label_order=order)


@dataclass(frozen=True, eq=False, kw_only=True)
class TextStrokes(Ink):
    """Pen strokes of words and texts; a label is the whole text, spaces included.

    Attributes:
        style: N of "PRINTED", "CURSIVE", "MIXED" or "" (not stated), as the source says.
        separation: float32 (N,), 0..1: the share of letters whose ink stands apart in x; from
            0.8 on it is hand print, below 0.45 cursive.
        est_lines: int64 (N,), from 1: an estimate of the number of lines written.
    """

    style: tuple[str, ...]
    separation: Float32Array
    est_lines: IntArray

    _per_sample: ClassVar[tuple[str, ...]] = (*Ink._per_sample, "style", "separation", "est_lines")


def _take(values: Any, chosen: IntArray) -> Any:
    """The chosen elements of a tuple or an array; None stays None."""
    if isinstance(values, tuple):
        return tuple(values[index] for index in chosen)
    return None if values is None else values[chosen]


def _gather(offsets: IntArray, chosen: IntArray) -> tuple[IntArray, IntArray]:
    """The elements of the chosen pieces one after another, and the offsets of the new pieces."""
    counts = offsets[chosen + 1] - offsets[chosen]
    new = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    elements = np.arange(new[-1]) + np.repeat(offsets[chosen] - new[:-1], counts)
    return elements, new
