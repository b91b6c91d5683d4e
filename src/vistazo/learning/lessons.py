"""What is to be learned: the corrections that hold and do not contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vistazo.feedback import Correction
from vistazo.learning.parts import Parts
from vistazo.registry import Version

if TYPE_CHECKING:
    from vistazo.learning.refit import Examples


@dataclass(frozen=True, eq=False)
class Lesson:
    """Examples, and the corrections that they come from.

    Attributes:
        examples: One for each picture, as the network sees it.
        corrections: For each example, the oldest correction that says so.
    """

    examples: Examples
    corrections: tuple[Correction, ...]

    def __len__(self) -> int:
        return len(self.corrections)


def agreed(corrections: Sequence[Correction]) -> list[Correction]:
    """One correction for each picture, the oldest; pictures that are disputed are left out."""
    by_picture: dict[str, list[Correction]] = defaultdict(list)
    for item in corrections:
        by_picture[item.image].append(item)
    return [said[0] for said in by_picture.values() if len({item.labels for item in said}) == 1]


def is_held_out(image: str) -> bool:
    """Whether a picture is kept from learning deeply, to judge by: a fifth, told by its hash."""
    return int(image[:8], 16) % 5 == 0


def gather(parts: Parts, base: Version, corrections: Sequence[Correction]) -> Lesson:
    """Turn corrections into examples for the network of `base`.

    Corrections whose picture is missing or damaged are left out.
    """
    # Here, so that who only answers never waits for SciPy.
    from vistazo.learning.refit import Examples

    found = parts.embeddings.of(base, [item.image for item in corrections])
    kept = tuple(item for item in corrections if item.image in found)
    width = next((len(vector) for vector in found.values()), 0)
    rows = [found[item.image] for item in kept]
    examples = Examples(
        np.stack(rows) if rows else np.zeros((0, width), np.float32),
        tuple(item.labels for item in kept),
        tuple(item.image for item in kept),
        tuple(item.author or item.profile for item in kept),
    )
    return Lesson(examples, kept)
