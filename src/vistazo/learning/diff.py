"""Two versions side by side, on the golden set and on what people corrected."""

from __future__ import annotations

from dataclasses import dataclass

from vistazo.learning.fixed import answered_right
from vistazo.learning.parts import Parts
from vistazo.registry import Version


@dataclass(frozen=True)
class GoldenDiff:
    """Two versions on the pictures that nobody learns from.

    Attributes:
        samples: How many answers: one a picture, or one for each label of each picture.
        accuracy_a: Share that the first has right, 0..1.
        accuracy_b: Share that the second has right, 0..1.
        both: Answers that both have right.
        only_a: Answers that only the first has right.
        only_b: Answers that only the second has right.
        neither: The rest.
        p: How probable so uneven a split is by chance (exact McNemar test).
    """

    samples: int
    accuracy_a: float
    accuracy_b: float
    both: int
    only_a: int
    only_b: int
    neither: int
    p: float


@dataclass(frozen=True)
class CorrectionDiff:
    """What two versions answer to a corrected picture.

    Attributes:
        id: The correction's.
        image: sha256 of the picture.
        labels: What it shows.
        right_a: Whether the first version says so.
        right_b: Whether the second does.
    """

    id: str
    image: str
    labels: tuple[str, ...]
    right_a: bool
    right_b: bool


@dataclass(frozen=True)
class VersionDiff:
    """Two versions side by side.

    Attributes:
        a: Id of the first.
        b: Id of the second.
        golden: None where they have no golden set in common.
        corrections: On every correction that holds, of everybody and of the profiles that the
            versions belong to.
    """

    a: str
    b: str
    golden: GoldenDiff | None
    corrections: tuple[CorrectionDiff, ...]


def compare_versions(parts: Parts, first: Version, second: Version) -> VersionDiff:
    """Compare two versions of one recogniser by their own answers.

    Raises:
        ModelError: One of them cannot be judged.
    """
    profiles = {first.profile, second.profile, ""}
    corrections = [
        item for item in parts.corrections.current(first.recognizer) if item.profile in profiles
    ]
    right_a = answered_right(parts, first, corrections)
    right_b = answered_right(parts, second, corrections)
    rows = tuple(
        CorrectionDiff(item.id, item.image, item.labels, right_a[item.id], right_b[item.id])
        for item in corrections
        if item.id in right_a and item.id in right_b
    )
    return VersionDiff(first.model, second.model, _golden(parts, first, second), rows)


def _golden(parts: Parts, first: Version, second: Version) -> GoldenDiff | None:
    # Here, so that who only answers never waits for SciPy.
    from vistazo.learning.crossing import same_golden
    from vistazo.learning.judge import compare, golden_answers

    banks = [parts.shelf.base(version).bank for version in (first, second)]
    if not same_golden(*banks):
        return None
    a, b = (
        golden_answers(parts.shelf.head(version), bank)
        for version, bank in zip((first, second), banks, strict=True)
    )
    pair = compare(a, b)
    both = int((a & b).sum())
    return GoldenDiff(
        samples=len(a),
        accuracy_a=float(a.mean()),
        accuracy_b=float(b.mean()),
        both=both,
        only_a=pair.lost,
        only_b=pair.gained,
        neither=len(a) - both - pair.lost - pair.gained,
        p=pair.chance,
    )
