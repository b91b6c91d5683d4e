"""Dividing photos with several labels, so that every part shows every label if it can."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vistazo.errors import DataError
from vistazo.types import IntArray
from vistazo.workshop.data.photo_set import TargetArray


def divide(targets: TargetArray, shares: Sequence[float], seed: int) -> IntArray:
    """Deal photos out to parts, those with the rarest labels first (Sechidis et al. 2011).

    Args:
        targets: int8 (n, labels): 1 shown, 0 not shown, -1 not known.
        shares: Of the photos that each part is to have, positive; they need not sum to 1.
        seed: Decides what the labels leave open.

    Returns:
        int64 (n,), the part of each photo.

    Raises:
        DataError: Fewer photos than parts.
    """
    if len(targets) < len(shares):
        raise DataError(
            f"{len(shares)} parts need at least as many photos, got {len(targets)}; give more."
        )
    generator = np.random.default_rng(seed)
    wanted = np.asarray(shares, np.float64) / np.sum(shares)
    shown = (targets == 1).astype(np.float64)
    rarity = shown / np.maximum(shown.sum(axis=0), 1.0)
    room = wanted * len(targets)
    need = wanted[:, None] * shown.sum(axis=0)
    parts: IntArray = np.zeros(len(targets), np.int64)
    order = generator.permutation(len(targets))
    for photo in order[np.argsort(-rarity[order].max(axis=1), kind="stable")]:
        # What a part still needs of the photo's labels, and of photos at all, as shares.
        lack = (need / np.maximum(shown.sum(axis=0), 1.0)) @ (rarity[photo] / wanted.max())
        merit = lack + 1e-6 * room / (wanted * len(targets)) + 1e-9 * generator.random(len(wanted))
        part = int(np.argmax(np.where(room > 0.5, merit, merit - 1e6)))
        parts[photo] = part
        room[part] -= 1.0
        need[part] -= shown[photo]
    return parts


def folds(targets: TargetArray, count: int, seed: int) -> list[tuple[IntArray, IntArray]]:
    """Photos to learn from and to judge by, int64 each, for every fold of a cross-validation."""
    parts = divide(targets, [1.0] * count, seed)
    return [(np.flatnonzero(parts != fold), np.flatnonzero(parts == fold)) for fold in range(count)]
