"""Who may use a profile: everybody who names it, or only those who send its token."""

from __future__ import annotations

import threading
import time

from starlette.exceptions import HTTPException

from vistazo.errors import NotFoundError, StorageUnavailableError
from vistazo.feedback import Profiles

TOKEN_HEADER = "x-vistazo-profile"
_KEPT_S = 2.0
_MOST = 1024


class ProfileGuard:
    """Asks the database about a profile's token, and remembers its answer for two seconds."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        self._known: dict[tuple[str, str | None], tuple[bool, float]] = {}
        self._lock = threading.Lock()

    def check(self, name: str, token: str | None) -> None:
        """Refuse somebody who may not use the profile; a name that nobody has taken is free.

        Args:
            name: The profile's; empty for everybody's, which takes no token.
            token: What was sent in the header X-Vistazo-Profile, if anything.

        Raises:
            HTTPException: 401; the profile takes its token, and this is not it.
            StorageUnavailableError: The database does not answer, and was never asked before.
        """
        if name and not self._allowed(name, token):
            raise HTTPException(
                401,
                f"The profile {name!r} takes its token, in the header X-Vistazo-Profile.",
                headers={"WWW-Authenticate": "Vistazo-Profile"},
            )

    def _allowed(self, name: str, token: str | None) -> bool:
        key = (name, token)
        known, until = self._known.get(key, (False, 0.0))
        if time.monotonic() < until:
            return known
        try:
            known = self._profiles.check(name, token)
        except NotFoundError:
            known = True
        except StorageUnavailableError:
            if not until:
                raise
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = (known, time.monotonic() + _KEPT_S)
        return known
