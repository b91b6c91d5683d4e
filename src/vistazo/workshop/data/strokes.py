"""A set of characters as pen strokes, checked when it is made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vistazo.errors import DataError
from vistazo.types import Float32Array, IntArray
from vistazo.workshop.data.dataset import check_labels, encode, where


@dataclass(frozen=True, eq=False)
class StrokeSet:
    """Pen strokes, who wrote them, and what they mean.

    Attributes:
        name: E.g. "unipen/train".
        points: float32 (points, 2), x to the right and y upwards, in units of the source.
        stroke_offsets: int64 (strokes + 1,): stroke j is points[offsets[j]:offsets[j + 1]].
        sample_offsets: int64 (N + 1,): sample i is strokes offsets[i]:offsets[i + 1].
        labels: N labels.
        writers: int64 (N,): a number for each person.
        label_order: Every label once, in the order that numbers them.
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
    label_order: tuple[str, ...]
    licence: str = ""
    citation: str = ""

    def __post_init__(self) -> None:
        if self.points.ndim != 2 or self.points.shape[1] != 2 or self.points.dtype != np.float32:
            raise DataError(
                f"{self.name}: points must be float32 (points, 2), "
                f"got {self.points.dtype} {self.points.shape}."
            )
        strokes = len(self.stroke_offsets) - 1
        self._check_offsets("stroke_offsets", self.stroke_offsets, len(self.points))
        self._check_offsets("sample_offsets", self.sample_offsets, strokes)
        for part in ("labels", "writers"):
            if len(getattr(self, part)) != len(self.sample_offsets) - 1:
                raise DataError(
                    f"{self.name}: expected {len(self.sample_offsets) - 1} {part}, "
                    f"got {len(getattr(self, part))}."
                )
        check_labels(self.name, self.labels, self.label_order)

    def _check_offsets(self, part: str, offsets: IntArray, end: int) -> None:
        sound = len(offsets) > 0 and offsets[0] == 0 and offsets[-1] == end
        if not sound or (np.diff(offsets) < 1).any():
            raise DataError(
                f"{self.name}: {part} must rise from 0 to {end} without an empty piece."
            )

    @property
    def samples(self) -> int:
        """How many characters there are."""
        return len(self.labels)

    @cached_property
    def targets(self) -> IntArray:
        """int64 (N,): the place of each character's label in `label_order`."""
        return encode(self.labels, self.label_order)

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

    def subset(self, indices: Sequence[int] | IntArray) -> StrokeSet:
        """The samples at `indices`, int (M,), in that order; the label order stays."""
        chosen = np.asarray(indices, dtype=np.int64)
        strokes, sample_offsets = _gather(self.sample_offsets, chosen)
        points, stroke_offsets = _gather(self.stroke_offsets, strokes)
        return replace(
            self,
            points=self.points[points],
            stroke_offsets=stroke_offsets,
            sample_offsets=sample_offsets,
            labels=tuple(self.labels[index] for index in chosen),
            writers=self.writers[chosen],
        )

    def only(self, labels: Iterable[str]) -> StrokeSet:
        """The samples with one of `labels`, which become the label order."""
        order = tuple(labels)
        return replace(self.subset(where(self.labels, order)), label_order=order)


def _gather(offsets: IntArray, chosen: IntArray) -> tuple[IntArray, IntArray]:
    """The elements of the chosen pieces one after another, and the offsets of the new pieces."""
    counts = offsets[chosen + 1] - offsets[chosen]
    new = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    elements = np.arange(new[-1]) + np.repeat(offsets[chosen] - new[:-1], counts)
    return elements, new
