"""What paper and light leave on a line stays readable."""

from __future__ import annotations

import torch

from vistazo.workshop.training.reader_augment import weather


def lines() -> torch.Tensor:
    pictures = torch.zeros(64, 40, 80, dtype=torch.uint8)
    pictures[:, 10:30, 20:23] = 255
    return pictures


def test_values_stay_between_0_and_1_and_ink_stays_ink() -> None:
    shown = weather(lines(), torch.Generator().manual_seed(0))
    assert shown.shape == (64, 40, 80)
    assert shown.min() >= 0
    assert shown.max() <= 1
    assert (shown[:, 12:28, 21].mean(dim=1) > 3 * shown[:, :, 40:].mean(dim=(1, 2))).all()


def test_lines_differ_and_the_seed_decides() -> None:
    one, again, other = (
        weather(lines(), torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)
    )
    assert torch.equal(one, again)
    assert not torch.equal(one, other)
    assert len({round(float(line.sum()), 2) for line in one}) > 20
