"""What the registry keeps: versions, and the log of what went live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

VersionKind = Literal["shipped", "refit", "deep"]
Action = Literal["install", "promote", "rollback", "reset"]
Mode = Literal["automatic", "manual"]
MODES: tuple[Mode, ...] = ("automatic", "manual")


@dataclass(frozen=True)
class NewVersion:
    """A version to be registered; its files lie in their stores already.

    Attributes:
        recognizer: The recogniser's name, e.g. "digits".
        sha256: Of the model file's bytes, in 64 hex digits.
        size: Bytes of the model file.
        kind: "shipped" or "deep" (a whole file), or "refit" (a head on the network of `base`).
        base: The version whose network it uses; its own hash for a whole file.
        profile: Whose; empty for everybody's.
        parent: The version that it was learned from.
        author: Who or what made it.
        corrections: How many it learned from.
        decision: The gate's, as JSON; None for a shipped one.
        bank: Hash of the bank of a whole file.
        head: Hash of the head of a refit.
        reader: Hash of the reader of lines beside a whole file.
    """

    recognizer: str
    sha256: str
    size: int
    kind: VersionKind
    base: str
    profile: str = ""
    parent: str | None = None
    author: str = ""
    corrections: int = 0
    decision: dict[str, Any] | None = None
    bank: str | None = None
    head: str | None = None
    reader: str | None = None

    @property
    def approved(self) -> bool | None:
        """What the gate decided; None where it was never asked."""
        return None if self.decision is None else bool(self.decision["approved"])


@dataclass(frozen=True)
class Version:
    """A registered version; only the gate's decision about it is ever renewed.

    Attributes:
        number: Counted from 1 for each recogniser.
        approved: What the gate decided last; None where it was never asked.
        created_at: When it was registered first.

    The others are as in `NewVersion`.
    """

    recognizer: str
    sha256: str
    number: int
    created_at: datetime
    kind: VersionKind
    profile: str
    base: str
    parent: str | None
    author: str
    corrections: int
    decision: dict[str, Any] | None
    approved: bool | None
    size: int
    bank: str | None
    head: str | None
    reader: str | None

    @property
    def model(self) -> str:
        """Its id: `name@` and the first 12 characters of the hash."""
        return f"{self.recognizer}@{self.sha256[:12]}"


@dataclass(frozen=True)
class Promotion:
    """One line of the log; lines are only ever added.

    Attributes:
        id: Grows with every line.
        sequence: Counted from 1 within the recogniser and profile.
        version: sha256 of what went live.
        previous: sha256 of what was live before in the same scope, or None.
        action: "install" (came with Vistazo), "promote", "rollback" (an older one again), or
            "reset" (a profile goes back to what everybody has).
        override: Whether it went live against the gate.
    """

    id: int
    recognizer: str
    profile: str
    sequence: int
    version: str
    previous: str | None
    action: Action
    author: str
    reason: str
    override: bool
    created_at: datetime
