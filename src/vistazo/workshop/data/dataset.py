"""A set of labelled pictures, checked when it is made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vistazo.errors import DataError
from vistazo.types import IntArray, UInt8Array

Images = UInt8Array | tuple[UInt8Array, ...]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Pictures and what they show.

    Attributes:
        name: E.g. "mnist/test", or the path that it was read from.
        images: uint8 (N, H, W) grey or (N, H, W, 3) RGB; pictures of different sizes are a tuple
            of N arrays, each (H, W) or each (H, W, 3).
        labels: N labels, each a non-empty string.
        label_order: Every label once, in the order that numbers them.
        licence: As the source states it.
        citation: Whom to cite, or an address.

    Raises:
        DataError: If the parts contradict each other.
    """

    name: str
    images: Images
    labels: tuple[str, ...]
    label_order: tuple[str, ...]
    licence: str = ""
    citation: str = ""

    def __post_init__(self) -> None:
        for image in [self.images] if isinstance(self.images, np.ndarray) else self.images:
            if image.dtype != np.uint8:
                raise DataError(f"{self.name}: pictures must be uint8, got {image.dtype}.")
        problem = _shape_problem(self.images)
        if problem:
            raise DataError(f"{self.name}: {problem}.")
        if len(self.images) != len(self.labels):
            raise DataError(
                f"{self.name}: every picture needs one label, "
                f"got {len(self.images)} pictures and {len(self.labels)} labels."
            )
        check_labels(self.name, self.labels, self.label_order)

    @property
    def samples(self) -> int:
        """How many pictures there are."""
        return len(self.labels)

    @cached_property
    def targets(self) -> IntArray:
        """int64 (N,): the place of each picture's label in `label_order`."""
        return encode(self.labels, self.label_order)

    @cached_property
    def fingerprint(self) -> str:
        """sha256 over size, pixels and label of every picture, in order; 64 hex digits.

        The same pictures give the same fingerprint whether they lie in one array or in many.
        """
        digest = hashlib.sha256()
        for image, label in zip(self.images, self.labels, strict=True):
            digest.update(f"{image.shape}{label}\0".encode())
            digest.update(np.ascontiguousarray(image).data)
        return digest.hexdigest()

    def subset(self, indices: Sequence[int] | IntArray) -> Dataset:
        """The samples at `indices`, int (M,), in that order; the label order stays."""
        chosen = np.asarray(indices, dtype=np.int64)
        images: Images
        if isinstance(self.images, np.ndarray):
            images = self.images[chosen]
        else:
            images = tuple(self.images[index] for index in chosen)
        return replace(self, images=images, labels=tuple(self.labels[index] for index in chosen))

    def only(self, labels: Iterable[str]) -> Dataset:
        """The samples with one of `labels`, which become the label order."""
        order = tuple(labels)
        kept = self.subset(where(self.labels, order))
        return replace(kept, label_order=order)


def pack(images: Sequence[UInt8Array]) -> Images:
    """One array if all pictures have one shape, else a tuple of arrays."""
    if len({image.shape for image in images}) == 1:
        return np.stack(images)
    return tuple(images)


def encode(labels: Sequence[str], order: Sequence[str]) -> IntArray:
    """int64 (N,): the place of each label in `order`."""
    place = {label: index for index, label in enumerate(order)}
    return np.fromiter((place[label] for label in labels), dtype=np.int64, count=len(labels))


def where(labels: Sequence[str], wanted: Iterable[str]) -> IntArray:
    """int64 (M,): the indices of the samples whose label is one of `wanted`."""
    chosen = set(wanted)
    return np.array([i for i, label in enumerate(labels) if label in chosen], dtype=np.int64)


def check_labels(name: str, labels: Sequence[str], order: Sequence[str]) -> None:
    """Raise DataError unless `order` is unique and holds every label of `labels`."""
    if not all(isinstance(label, str) and label for label in order):
        raise DataError(f"{name}: labels must be non-empty strings, got {list(order)}.")
    if len(set(order)) != len(order):
        raise DataError(f"{name}: the label order names a label twice: {list(order)}.")
    strange = set(labels) - set(order)
    if strange:
        shown = ", ".join(repr(label) for label in sorted(strange, key=repr)[:5])
        raise DataError(f"{name}: labels outside the label order: {shown}.")


def _shape_problem(images: Images) -> str:
    if isinstance(images, np.ndarray):
        if images.ndim == 3 or (images.ndim == 4 and images.shape[3] == 3):
            return "" if 0 not in images.shape[1:] else f"pictures without pixels: {images.shape}"
        return f"pictures must be (N, H, W) or (N, H, W, 3), got {images.shape}"
    for index, image in enumerate(images):
        if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] != 3):
            return f"picture {index} must be (H, W) or (H, W, 3), got {image.shape}"
        if 0 in image.shape:
            return f"picture {index} has no pixels: {image.shape}"
        if image.ndim != images[0].ndim:
            return f"picture {index} is {image.shape}: grey and RGB pictures cannot be mixed"
    return ""
