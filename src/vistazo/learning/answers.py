"""Answering: which version, and the recogniser that it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vistazo.errors import ModelNotFoundError, NotFoundError
from vistazo.learning.bundles import ModelFiles, read_all_files
from vistazo.learning.install import install
from vistazo.learning.parts import Parts
from vistazo.registry import Version
from vistazo.runtime import Recognizer, shipped_models


class Answers:
    """What a shop answers with; `Shop` adds how it learns.

    Attributes:
        folder: The data folder.
        database: Rows.
        images: Pictures, by sha256.
        predictions: What was answered.
        corrections: What people said to it.
        profiles: People with versions of their own.
        jobs: What is to be learned.
        registry: Versions, and the log of what went live.
        champions: Which version answers whom.
        listeners: Called, without arguments, after a champion has changed.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.folder = parts.folder
        self.database = parts.database
        self.images = parts.images
        self.predictions = parts.predictions
        self.corrections = parts.corrections
        self.profiles = parts.profiles
        self.jobs = parts.jobs
        self.registry = parts.registry
        self.champions = parts.champions
        self.listeners: list[Callable[[], None]] = parts.champions.listeners

    def install(self, files: Sequence[ModelFiles], chosen_by: str = "") -> tuple[str, ...]:
        """Keep model files, and let them go live where that takes nothing away that was learned.

        Args:
            files: Model files and what lies beside them.
            chosen_by: The person who asked for just these; what comes with Vistazo then never
                takes their place by itself.

        Returns:
            The names of the recognisers.

        Raises:
            CardError, ModelError: A file is no model of Vistazo's.
            StorageError: It could not be kept.
        """
        return install(self._parts, files, chosen_by)

    def install_named(self, names: Sequence[str] = ()) -> tuple[str, ...]:
        """Install shipped names or paths, with bank and reader; all that ship if there are none."""
        return self.install(read_all_files(names))

    def names(self) -> tuple[str, ...]:
        """The recognisers that are installed, in alphabetical order."""
        return self.champions.names()

    def live(self, name: str) -> Mapping[str, Version]:
        """What is live, by profile; the empty name stands for everybody."""
        return self.champions.live(name)

    def champion(self, name: str, profile: str = "") -> Version:
        """Which version answers; what ships with Vistazo is installed when it is first asked for.

        Raises:
            ModelNotFoundError: There is no such recogniser; the message lists those there are.
        """
        try:
            return self.champions.get(name, profile)
        except ModelNotFoundError:
            if name not in shipped_models():
                raise
        self.install_named([name])
        return self.champions.get(name, profile)

    def version(self, name: str, profile: str = "") -> Version:
        """The version called `digits` (what answers), `digits@v12` or `digits@0123456789ab`.

        Raises:
            ModelNotFoundError: There is no such recogniser.
            NotFoundError: There is no such version, or it is somebody else's.
        """
        plain, at, which = name.partition("@")
        live = self.champion(plain, profile)
        if not at:
            return live
        found = self.registry.get(plain, which)
        if found.profile not in ("", profile):
            raise NotFoundError(f"{name!r} belongs to a profile; name that profile as well.")
        return found

    def recognizer(self, name: str, profile: str = "") -> Recognizer:
        """A loaded recogniser: what answers now, or a version by name; see `version`.

        What was loaded last stays in memory; whoever holds a recogniser may go on using it.
        """
        return self._parts.shelf.recognizer(self.version(name, profile))

    def file(self, name: str, profile: str = "") -> bytes:
        """The bytes of the file of what answers, or of a version by name; see `version`.

        Raises:
            StorageError: A file is missing or damaged.
        """
        return self._parts.shelf.model(self.version(name, profile))

    def files(self, name: str, profile: str = "") -> ModelFiles:
        """What `file` gives, with the bank and the reader that belong to it.

        Raises:
            StorageError: A file is missing or damaged.
        """
        return self._parts.shelf.files(self.version(name, profile))

    def refresh(self) -> bool:
        """Ask whether another process let something go live; whether a champion changed.

        Raises:
            StorageError: The database does not answer; what was live goes on.
        """
        return self.champions.refresh()
