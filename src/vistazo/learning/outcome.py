"""What came of learning once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from vistazo.feedback import Job
from vistazo.registry import Version

if TYPE_CHECKING:
    from vistazo.learning.gate import Decision

Held = Literal["", "live", "refused", "manual", "rolled back"]
"""Why a version did not go live: it is live already, the gate refused it, a person has to promote
it, or it was rolled back and nothing was taught since."""


@dataclass(frozen=True)
class Outcome:
    """What a job made.

    Attributes:
        version: What was made, or what is live where there was nothing to learn.
        decision: The gate's; None where it was not asked.
        promoted: Whether the version went live.
        held: Why it did not; empty where it did.
        seconds: What each part took; `total` is all of it.
        samples: Corrections that it learned from.
        loss: Mean cross-entropy of those under the new version; None without any.
    """

    version: Version
    decision: Decision | None
    promoted: bool
    held: Held = ""
    seconds: dict[str, float] = field(default_factory=dict)
    samples: int = 0
    loss: float | None = None

    def to_result(self) -> dict[str, Any]:
        """As a job keeps it, in JSON."""
        return {
            "model": self.version.model,
            "number": self.version.number,
            "approved": self.decision is None or self.decision.approved,
            "promoted": self.promoted,
            "held": self.held,
            "decision": None if self.decision is None else self.decision.to_dict(),
            "seconds": self.seconds,
            "samples": self.samples,
            "loss": self.loss,
        }

    @classmethod
    def of_job(cls, job: Job, version: Version) -> Outcome:
        """What a finished job made; `version` is the one that its result names."""
        from vistazo.learning.gate import Decision

        result = job.result or {}
        decision = result["decision"]
        return cls(
            version,
            None if decision is None else Decision.from_dict(decision),
            result["promoted"],
            result["held"],
            result["seconds"],
            result["samples"],
            result["loss"],
        )
