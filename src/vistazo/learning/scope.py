"""For whom something is learned, and from what."""

from __future__ import annotations

from dataclasses import dataclass

from vistazo.errors import NotFoundError
from vistazo.registry import Registry, Version


@dataclass(frozen=True)
class Scope:
    """Everybody or one profile, as things stood when learning began.

    Attributes:
        profile: Whose; empty for everybody's.
        shared: What everybody has.
        own: What is live for exactly this profile, or for everybody; None where the profile has
            nothing of its own.
        base: The whole file whose network is learned on.
    """

    profile: str
    shared: Version
    own: Version | None
    base: Version

    @property
    def live(self) -> Version:
        """What answers now."""
        return self.own or self.shared

    @property
    def crosses(self) -> bool:
        """Whether what is live has another network than what is learned on."""
        return self.live.base != self.base.sha256

    @property
    def from_shared(self) -> bool:
        """Whether learning begins at what everybody has, rather than anew at the base.

        A profile does. Everybody's version does not, so that what was taken back is forgotten.
        """
        return bool(self.profile) and self.shared.base == self.base.sha256

    @property
    def parent(self) -> Version:
        """What learning begins at."""
        return self.shared if self.from_shared else self.base


def read_scope(registry: Registry, recognizer: str, profile: str, base: str | None = None) -> Scope:
    """How things stand.

    Args:
        registry: Where versions are.
        recognizer: Its name.
        profile: Whose; empty for everybody's.
        base: sha256 of the whole file to learn on; None: that of what everybody has.

    Raises:
        NotFoundError: There is no such recogniser or file.
    """
    live = registry.champions()
    shared = live.get((recognizer, ""))
    if shared is None:
        raise NotFoundError(f"There is no recogniser {recognizer!r} here; install its file.")
    whole = registry.find(base or shared.base)
    return Scope(profile, shared, live.get((recognizer, profile)), whole)
