"""The gate: whether a candidate may go live, with reasons in words. A pure function."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from vistazo.learning.judge import Report, compare
from vistazo.learning.link import Kind

Value = float | int | str


@dataclass(frozen=True)
class Policy:
    """What a candidate must keep to.

    Attributes:
        golden_loss: How much of the golden score may be lost against the base, 0..1. It is
            counted against the base, not the champion, so that small losses never add up.
        golden_chance: A candidate that loses more golden answers than it gains is refused where
            that is less probable than this by chance.
        calibration_slack: How much the calibration error may grow, 0..1.
        unknown_slack: How much of what was unknown may no longer be, 0..1.
        weights: Of an example, to be tried in this order.
        kept: See `Strength`.
        guard_loss: Share of the calibration pictures that a fit may lose while it is sought, 0..1.
        careful: Whether the replayed pictures are kept to that as well, and a part of the examples
            is learned where all ask for too much.
        size_factor: The file may be so many times as large.
        time_factor: An answer may take so many times as long.
    """

    golden_loss: float
    golden_chance: float
    calibration_slack: float
    unknown_slack: float
    weights: tuple[float, ...]
    kept: float
    guard_loss: float
    careful: bool
    size_factor: float = 1.1
    time_factor: float = 1.5

    @classmethod
    def shared(cls, task: Kind = "one") -> Policy:
        """For what everybody is served."""
        weights = (10.0, 3.0) if task == "one" else MANY_WEIGHTS
        return cls(0.0005, 0.05, 0.005, 0.02, weights, 1.0, 0.0005, True)

    @classmethod
    def personal(cls, task: Kind = "one") -> Policy:
        """For what one person is served: a style of writing contradicts other people's."""
        weights = (30.0, 10.0, 3.0) if task == "one" else MANY_WEIGHTS
        return cls(0.01, 0.0, 0.02, 0.05, weights, 0.5, 0.007, False)


MANY_WEIGHTS = (100.0, 30.0, 10.0, 3.0)
"""`Policy.weights` where a picture has many labels: a bank then holds far fewer pictures, so that
each weighs as much as dozens of one label do."""

_GAINS = ("learned", "taken_back")

NEW_LABEL_SLACK = 0.15
"""`Policy.unknown_slack` of a candidate with more labels than its base."""

CALIBRATION_CHANCE = 0.2
"""Over the square root of the golden answers: how much the calibration error of so few differs by
chance. It exceeds `Policy.calibration_slack` for fewer than a few thousand."""

PARITY = 1e-4
"""How far a file's probabilities may lie from the head's own."""


@dataclass(frozen=True)
class Check:
    """One condition and what came of it.

    Attributes:
        name: Which condition: "golden", "flips", "past", "learned", "taken_back", "held_out",
            "calibration", "unknown", "size", "time", "parity" or, always passed, "left_out".
        passed: Whether it holds.
        message: In English words.
        values: The numbers in the message, for other languages.
    """

    name: str
    passed: bool
    message: str
    values: dict[str, Value]


@dataclass(frozen=True)
class Decision:
    """The gate's verdict.

    Attributes:
        approved: Whether every check passed.
        checks: In the order in which they are told.
    """

    approved: bool
    checks: tuple[Check, ...]

    @property
    def summary(self) -> str:
        """Why not, or what was gained, in English words."""
        failed = [check.message for check in self.checks if not check.passed]
        told = failed or [check.message for check in self.checks if check.name in _GAINS]
        told += [check.message for check in self.checks if check.name == "left_out"]
        return " ".join(told)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {**asdict(self), "checks": [asdict(item) for item in self.checks]} | {
            "summary": self.summary
        }

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Decision:
        """Read what `to_dict` gave."""
        return cls(content["approved"], tuple(Check(**item) for item in content["checks"]))


def left_out(waiting: int, doubted: int, distrusted: int) -> Check:
    """What a candidate was not given, as a check that always passes.

    Args:
        waiting: Corrections whose new label has too few pictures yet.
        doubted: Corrections that are out of the question for the base.
        distrusted: Corrections of authors who contradict everything else.
    """
    return Check(
        "left_out",
        True,
        f"Kept, but not learned here: {waiting} corrections to new labels that need more pictures, "
        f"{doubted} that are out of the question for the first version, and {distrusted} of "
        "authors who contradict everything else. A profile learns all but the first.",
        {"waiting": waiting, "doubted": doubted, "distrusted": distrusted},
    )


def decide(
    base: Report,
    champion: Report,
    candidate: Report,
    policy: Policy,
    *,
    unlearning: bool = False,
) -> Decision:
    """Compare a candidate with the champion, and with the base that both come from.

    Args:
        base: What both learned from; its golden accuracy is the measure of what was lost.
        champion: What is live.
        candidate: What may go live.
        policy: What it must keep to.
        unlearning: Corrections were taken back: what they taught may go, and nothing needs to be
            gained against what is live.
    """
    gains = (_taken_back,) if unlearning else (_past, _learned)
    parts = (_golden, *gains, _held_out, _sides, _cost)
    checks = tuple(check for part in parts for check in part(base, champion, candidate, policy))
    return Decision(all(check.passed for check in checks), checks)


def _golden(base: Report, champion: Report, candidate: Report, policy: Policy) -> Iterator[Check]:
    was, now = base.golden_score, candidate.golden_score
    # Half an answer of slack, against rounding.
    fits = was - now <= policy.golden_loss + 0.5 / len(base.golden)
    measure = "by their own probabilities " if candidate.task == "many" else ""
    yield Check(
        "golden",
        fits,
        f"Of {len(base.golden)} golden answers {measure}{now:.2%} are right, {was:.2%} at first; "
        f"at most {policy.golden_loss:.2%} may be lost.",
        {"pictures": len(base.golden), "base": was, "now": now, "limit": policy.golden_loss},
    )
    pair = compare(champion.golden, candidate.golden)
    worse = pair.lost > pair.gained and pair.chance < policy.golden_chance
    yield Check(
        "flips",
        not worse,
        f"Against the live version {pair.gained} golden answers are gained and {pair.lost} lost; "
        f"so uneven by chance with probability {pair.chance:.2f}.",
        {"gained": pair.gained, "lost": pair.lost, "chance": pair.chance},
    )


def _taken_back(
    _base: Report, _champion: Report, candidate: Report, _policy: Policy
) -> Iterator[Check]:
    count = len(candidate.corrections)
    yield Check(
        "taken_back",
        True,
        f"Corrections were taken back; {int(candidate.corrections.sum())} of the {count} that "
        "remain are answered right.",
        {"right": int(candidate.corrections.sum()), "corrections": count},
    )


def _past(_base: Report, champion: Report, candidate: Report, _policy: Policy) -> Iterator[Check]:
    pair = compare(champion.corrections, candidate.corrections)
    yield Check(
        "past",
        pair.lost == 0,
        f"{pair.lost} corrected pictures that the live version has right would be wrong again; "
        "none may be.",
        {"lost": pair.lost, "corrections": len(candidate.corrections)},
    )


def _learned(
    _base: Report, champion: Report, candidate: Report, _policy: Policy
) -> Iterator[Check]:
    pair = compare(champion.corrections, candidate.corrections)
    right, count = int(candidate.corrections.sum()), len(candidate.corrections)
    yield Check(
        "learned",
        pair.gained > 0,
        f"{pair.gained} more corrected pictures are answered right, {right} of {count} in all."
        if count
        else "There is nothing to learn.",
        {"gained": pair.gained, "right": right, "corrections": count},
    )


def _held_out(
    base: Report, _champion: Report, candidate: Report, _policy: Policy
) -> Iterator[Check]:
    # Against the base, as the champion may have learned these very pictures.
    pair = compare(base.held_out, candidate.held_out)
    count = len(candidate.held_out)
    yield Check(
        "held_out",
        pair.gained >= pair.lost,
        f"Of {count} corrected pictures, each judged by a twin that did not learn it, "
        f"{pair.gained} are gained and {pair.lost} lost; no more may be lost than gained.",
        {"pictures": count, "gained": pair.gained, "lost": pair.lost},
    )


def _sides(base: Report, champion: Report, candidate: Report, policy: Policy) -> Iterator[Check]:
    was = max(base.calibration_error, champion.calibration_error)
    now = candidate.calibration_error
    slack = max(policy.calibration_slack, CALIBRATION_CHANCE / math.sqrt(len(candidate.golden)))
    yield Check(
        "calibration",
        now <= was + slack,
        f"The calibration error is {now:.2%}, {was:.2%} before; it may grow by {slack:.2%}.",
        {"before": was, "now": now, "limit": slack},
    )
    # A label that is new takes in some of what was none before.
    slack = NEW_LABEL_SLACK if candidate.labels > base.labels else policy.unknown_slack
    yield Check(
        "unknown",
        candidate.unknown >= base.unknown - slack,
        f"{candidate.unknown:.1%} of what is none of the labels is called unknown, "
        f"{base.unknown:.1%} at first.",
        {"before": base.unknown, "now": candidate.unknown, "limit": slack},
    )


def _cost(base: Report, champion: Report, candidate: Report, policy: Policy) -> Iterator[Check]:
    yield Check(
        "size",
        candidate.size <= base.size * policy.size_factor,
        f"The file has {candidate.size} bytes, {base.size} at first.",
        {"before": base.size, "now": candidate.size},
    )
    yield Check(
        "time",
        candidate.milliseconds <= champion.milliseconds * policy.time_factor,
        f"A small picture takes {candidate.milliseconds:.2f} ms, "
        f"{champion.milliseconds:.2f} with the live version.",
        {"before": champion.milliseconds, "now": candidate.milliseconds},
    )
    yield Check(
        "parity",
        candidate.disagreement <= PARITY,
        f"The file's answers differ by {candidate.disagreement:.1e} from the fitted ones; "
        f"{PARITY:.0e} is allowed.",
        {"difference": candidate.disagreement, "limit": PARITY},
    )
