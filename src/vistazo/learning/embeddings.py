"""What a network makes of corrected pictures, computed once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import structlog
from sqlalchemy import select

from vistazo.errors import InputError, StorageError
from vistazo.learning.cache import Cache
from vistazo.learning.shelf import Shelf
from vistazo.registry import Version
from vistazo.storage import Database, FileStore
from vistazo.storage.statements import insert_missing
from vistazo.storage.tables import embedding
from vistazo.storage.values import chunks
from vistazo.types import Float32Array

_KEPT = 200_000

Key = tuple[str, str]


class Embeddings:
    """Embeddings of stored pictures, in memory and in the database; from any thread."""

    def __init__(self, database: Database, images: FileStore, shelf: Shelf) -> None:
        self._database = database
        self._images = images
        self._shelf = shelf
        self._known: Cache[Key, Float32Array] = Cache(_KEPT)
        self._log = structlog.get_logger("vistazo.learning")

    def of(self, base: Version, images: Sequence[str]) -> dict[str, Float32Array]:
        """Embeddings by hash of the picture, float32 (width,) each.

        A picture that is missing or damaged is left out, and logged: what others taught is
        learned all the same.

        Args:
            base: The whole file whose network is meant.
            images: Hashes of stored pictures.
        """
        found = self._remembered(base.sha256, images)
        missing = [image for image in dict.fromkeys(images) if image not in found]
        found |= self._stored(base.sha256, missing)
        made = self._made(base, [image for image in missing if image not in found])
        self._store(base.sha256, made)
        for image, vector in (found | made).items():
            self._known.put((base.sha256, image), vector)
        return found | made

    def forget(self) -> None:
        """Forget what is in memory, for what belonged to somebody who is gone."""
        self._known.clear()

    def _remembered(self, network: str, images: Iterable[str]) -> dict[str, Float32Array]:
        pairs = ((image, self._known.find((network, image))) for image in images)
        return {image: vector for image, vector in pairs if vector is not None}

    def _stored(self, network: str, images: Sequence[str]) -> dict[str, Float32Array]:
        found: dict[str, Float32Array] = {}
        if not images:
            return found
        query = select(embedding.c.image, embedding.c.vector).where(embedding.c.network == network)
        with self._database.read() as connection:
            for part in chunks(images, 500):
                for image, vector in connection.execute(query.where(embedding.c.image.in_(part))):
                    found[image] = np.frombuffer(vector, dtype="<f4").astype(np.float32)
        return found

    def _made(self, base: Version, images: Sequence[str]) -> dict[str, Float32Array]:
        made: dict[str, Float32Array] = {}
        if not images:
            return made
        recognizer = self._shelf.recognizer(base)
        for image in images:
            try:
                pixels = recognizer.decode(self._images.get(image))[None]
                made[image] = recognizer.run(pixels, outputs=("embedding",))["embedding"][0]
            except (InputError, StorageError) as error:
                self._log.warning("picture left out", image=image, reason=str(error))
        return made

    def _store(self, network: str, made: dict[str, Float32Array]) -> None:
        if not made:
            return
        rows = [
            {"network": network, "image": image, "vector": vector.astype("<f4").tobytes()}
            for image, vector in made.items()
        ]
        with self._database.write() as connection:
            for part in chunks(rows, 200):
                insert_missing(connection, embedding, part)
