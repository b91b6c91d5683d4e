"""Which version answers whom, known without asking the database each time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from vistazo.errors import ModelNotFoundError, StorageUnavailableError
from vistazo.registry import Registry, Version

_FRESH_S = 0.25
_AGAIN_S = 2.0
"""After the database gave no answer, it is left alone for so long."""


class Champions:
    """The registry's champions as they were at most a quarter of a second ago.

    Where the database does not answer, what was known last goes on.

    Attributes:
        listeners: Called, without arguments, after a champion has changed.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._lock = threading.Lock()
        self._live: Mapping[tuple[str, str], Version] = {}
        self._generation: object = None
        self._next = 0.0
        self.listeners: list[Callable[[], None]] = []

    def names(self) -> tuple[str, ...]:
        """Every recogniser, in alphabetical order."""
        return tuple(sorted({name for name, _ in self._current()}))

    def get(self, name: str, profile: str = "") -> Version:
        """What answers: the profile's own version, else everybody's.

        Raises:
            ModelNotFoundError: There is no such recogniser; the message lists those there are.
        """
        live = self._current()
        found = live.get((name, profile)) or live.get((name, ""))
        if found is None:
            known = ", ".join(self.names()) or "none"
            raise ModelNotFoundError(f"There is no recogniser {name!r} here; there are: {known}.")
        return found

    def live(self, name: str) -> dict[str, Version]:
        """What is live, by profile; only those that have something of their own."""
        return {who: found for (which, who), found in self._current().items() if which == name}

    def refresh(self) -> bool:
        """Ask the database now; whether a champion changed.

        Raises:
            StorageError: It does not answer; what was known stays.
        """
        with self._lock:
            generation = self._registry.generation()
            self._next = time.monotonic() + _FRESH_S
            if generation == self._generation:
                return False
            self._live = self._registry.champions()
            self._generation = generation
        for listener in self.listeners:
            listener()
        return True

    def _current(self) -> Mapping[tuple[str, str], Version]:
        if time.monotonic() < self._next:
            return self._live
        known = bool(self._live)
        # One asks; the others go on with what is known.
        if known:
            self._next = time.monotonic() + _AGAIN_S
        try:
            self.refresh()
        except StorageUnavailableError:
            if not known:
                raise
        return self._live
