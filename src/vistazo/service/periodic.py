"""Something that is done again and again, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from vistazo.errors import StorageError


class Periodic:
    """Calls an action every few seconds until it is closed, whatever the action raises."""

    def __init__(self, name: str, seconds: float, action: Callable[[], object]) -> None:
        """Prepare the thread; `start` starts it."""
        self._name = name
        self._seconds = seconds
        self._action = action
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._log = structlog.get_logger("vistazo.service")
        self._failing = False

    def start(self) -> None:
        """Start; the first call comes after the first wait."""
        self._thread.start()

    def close(self) -> None:
        """Let a running call end, and no other begin."""
        self._closing.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(5.0)

    def _run(self) -> None:
        while not self._closing.wait(self._seconds):
            try:
                self._action()
            except StorageError as error:
                # Once for each time that storage is away, not four times a second.
                if not self._failing:
                    self._log.warning("storage is away", thread=self._name, reason=str(error))
                self._failing = True
            except Exception:  # noqa: BLE001 - the next call may succeed
                self._log.exception("a periodic task failed", thread=self._name)
            else:
                self._failing = False
