"""Embeddings of photos, computed once: kept in a folder by what they were computed from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import onnxruntime

from vistazo.types import Float32Array, UInt8Array
from vistazo.workshop.data.photo_set import PhotoSet

Export = Callable[[], bytes]
"""Writes the ONNX file of preprocessing and backbone, whose output is `embedding`."""

VIEWS = ("plain", "mirrored", "near", "nearer")
"""Ways to look at a photo: as it is, from behind, and two parts of it from nearer by."""


class Features:
    """Computes and keeps embeddings.

    Args:
        folder: Where they are kept.
        fingerprint: sha256 of the backbone and its preprocessing; others never take its place.
        export: Called when the first photo is not in the folder.
    """

    def __init__(self, folder: Path, fingerprint: str, export: Export) -> None:
        self.folder = folder / fingerprint[:32]
        self.export = export
        self.computed = 0

    @cached_property
    def session(self) -> onnxruntime.InferenceSession:
        """The backbone, on one thread."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(
            self.export(), options, providers=["CPUExecutionProvider"]
        )

    def of(
        self,
        photos: PhotoSet,
        views: Sequence[str] = VIEWS,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Float32Array:
        """Embeddings of every photo of a set, float32 (n, views, width).

        Raises:
            DataError: A photo cannot be read.
        """
        found = []
        for index, sha256 in enumerate(photos.hashes):
            found.append(self._kept(sha256, views, partial(photos.pixels, index)))
            progress(index + 1, photos.samples)
        return np.stack(found)

    def of_pictures(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        """Embeddings of pictures as they are, uint8 (h, w, 3) each; float32 (n, width)."""
        found = []
        for picture in pictures:
            digest = hashlib.sha256(f"{picture.shape}".encode() + picture.tobytes()).hexdigest()
            found.append(self._kept(digest, ("plain",), partial(np.asarray, picture))[0])
        return np.stack(found)

    def _kept(
        self, sha256: str, views: Sequence[str], pixels: Callable[[], UInt8Array]
    ) -> Float32Array:
        path = self.folder / f"{sha256}-{'-'.join(views)}.npy"
        try:
            with path.open("rb") as file:
                kept: Float32Array = np.lib.format.read_array(file, allow_pickle=False)
            return kept
        except (OSError, ValueError, EOFError):
            pass
        embedding = self._compute(pixels(), views)
        self.folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.lib.format.write_array(file, embedding, allow_pickle=False)
        part.replace(path)
        return embedding

    def _compute(self, pixels: UInt8Array, views: Sequence[str]) -> Float32Array:
        self.computed += 1
        rows = [
            self.session.run(["embedding"], {"image": view[None]})[0][0]
            for view in look(pixels, views)
        ]
        embedding: Float32Array = np.stack(rows)
        return embedding


def look(pixels: UInt8Array, views: Sequence[str] = VIEWS) -> Iterator[UInt8Array]:
    """Views of a photo, uint8 (h, w, 3) each.

    Args:
        pixels: uint8 (height, width, 3).
        views: Of VIEWS.
    """
    height, width = pixels.shape[:2]
    for view in views:
        if view == "plain":
            yield pixels
        elif view == "mirrored":
            yield np.ascontiguousarray(pixels[:, ::-1])
        else:
            share = 0.8 if view == "near" else 0.6
            rows, columns = max(1, round(share * height)), max(1, round(share * width))
            top, left = (height - rows) // 2, (width - columns) // 2
            yield np.ascontiguousarray(pixels[top : top + rows, left : left + columns])
