"""What all tests of the workshop share: one thread, and a small recogniser's material.

They compute on one thread: several wait for each other more than they work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

torch = pytest.importorskip("torch", reason="the workshop's libraries are not installed")
torch.set_num_threads(1)

if TYPE_CHECKING:
    from vistazo.workshop.training.material import Material, Pictures


def bars(count: int, seed: int) -> Pictures:
    """Upright, level and slanted bars on 28×28, in two versions each."""
    from vistazo.workshop.training.material import Pictures

    generator = torch.Generator().manual_seed(seed)
    targets = torch.randint(0, 3, (count,), generator=generator)
    seen = torch.zeros(count, 2, 28, 28, dtype=torch.uint8)
    diagonal = torch.eye(28, dtype=torch.uint8) * 255
    for picture, target in zip(seen, targets.tolist(), strict=True):
        shift = int(torch.randint(8, 18, (1,), generator=generator))
        if target == 0:
            picture[:, 4:24, shift : shift + 3] = 255
        elif target == 1:
            picture[:, shift : shift + 3, 4:24] = 255
        else:
            picture[:, 4:24, 4:24] = diagonal[4:24, 4:24]
    return Pictures(seen, torch.full((count, 2, 3), 0.7), targets)


@pytest.fixture(scope="session")
def material() -> Material:
    """Bars that lean one way or the other, drawn here."""
    from vistazo.workshop.training.material import Material, Seen

    noise = torch.randint(
        0, 256, (64, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(9)
    )
    return Material(
        ("upright", "level", "slanted"),
        bars(96, 1),
        bars(48, 2),
        bars(48, 3),
        Seen(noise, torch.full((64, 3), 0.7)),
        Seen(noise, torch.full((64, 3), 0.7)),
        (),
        "none",
    )
