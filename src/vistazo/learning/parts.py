"""What a shop is made of."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from vistazo.feedback import Corrections, Jobs, Predictions, Profiles
from vistazo.learning.champions import Champions
from vistazo.learning.embeddings import Embeddings
from vistazo.learning.places import data_folder, database_url
from vistazo.learning.shelf import Shelf
from vistazo.registry import Registry
from vistazo.storage import Database, FileStore


class Bell:
    """Wakes every thread that waits for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rung = 0

    def ring(self) -> None:
        """Wake them."""
        with self._changed:
            self._rung += 1
            self._changed.notify_all()

    def wait(self, heard: int, timeout_s: float) -> int:
        """Wait until it has rung more often than `heard`, or for so long; how often it has."""
        with self._changed:
            self._changed.wait_for(lambda: self._rung != heard, timeout_s)
            return self._rung


@dataclass(frozen=True)
class Parts:
    """The parts that belong to one data folder and one database.

    Attributes:
        folder: The data folder.
        database: Rows.
        images: Pictures.
        predictions: What was answered.
        corrections: What people said to it.
        profiles: People with versions of their own.
        jobs: What is to be learned.
        registry: Versions, and which is live.
        shelf: Their files, loaded.
        embeddings: What networks make of the pictures.
        champions: Which version answers whom.
        bell: Rings when a job was queued here, so that no worker waits for its next look.
    """

    folder: Path
    database: Database
    images: FileStore
    predictions: Predictions
    corrections: Corrections
    profiles: Profiles
    jobs: Jobs
    registry: Registry
    shelf: Shelf
    embeddings: Embeddings
    champions: Champions
    bell: Bell = field(default_factory=Bell)

    @classmethod
    def open(cls, folder: str | os.PathLike[str] | None = None, url: str | None = None) -> Parts:
        """Open the database, making it where it is missing.

        Args:
            folder: The data folder; VISTAZO_DATA_FOLDER, else the user's own, if None.
            url: The database; VISTAZO_DATABASE_URL, else SQLite in the folder, if None.

        Raises:
            OptionError: The address is of another kind.
            StorageError: The database or the folder cannot be used.
        """
        place = data_folder(folder)
        database = Database.open(database_url(place, url))
        images = FileStore(place / "images")
        registry = Registry(database)
        shelf = Shelf(place / "versions", registry)
        return cls(
            folder=place,
            database=database,
            images=images,
            predictions=Predictions(database),
            corrections=Corrections(database),
            profiles=Profiles(database, images),
            jobs=Jobs(database),
            registry=registry,
            shelf=shelf,
            embeddings=Embeddings(database, images, shelf),
            champions=Champions(registry),
        )
