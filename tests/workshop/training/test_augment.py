"""Random changes stay pictures, follow their generator, and change what they should."""

from __future__ import annotations

import pytest
import torch

from vistazo.workshop.model.preprocess import InkPreprocess
from vistazo.workshop.training.augment import photograph, vary


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def strokes() -> torch.Tensor:
    pictures = torch.zeros(64, 1, 28, 28)
    pictures[:, 0, 5:23, 12:15] = 1.0
    pictures[:, 0, 5:8, 12:20] = 1.0
    return pictures


def test_strength_0_changes_nothing(strokes: torch.Tensor) -> None:
    torch.testing.assert_close(vary(strokes, generator(), 0.0), strokes, atol=2e-4, rtol=0)


def test_varied_pictures_keep_shape_and_range(strokes: torch.Tensor) -> None:
    varied = vary(strokes, generator())
    assert varied.shape == strokes.shape
    assert varied.min() >= 0
    assert varied.max() <= 1
    assert (varied - strokes).abs().mean(dim=(1, 2, 3)).min() > 0.005
    assert 0.6 < (varied.mean() / strokes.mean()).item() < 1.5


def test_the_generator_decides(strokes: torch.Tensor) -> None:
    assert torch.equal(vary(strokes, generator(1)), vary(strokes, generator(1)))
    assert not torch.equal(vary(strokes, generator(1)), vary(strokes, generator(2)))


def test_stroke_widths_vary(strokes: torch.Tensor) -> None:
    ink = vary(strokes, generator()).sum(dim=(1, 2, 3))
    assert ink.max() > 1.3 * ink.median() > 1.3 * 1.15 * ink.min()


def test_photographs_differ_in_polarity_light_and_place(strokes: torch.Tensor) -> None:
    pictures = (strokes[:, 0] * 255).to(torch.uint8)
    photos = photograph(pictures, generator())
    assert photos.shape == (64, 64, 64)
    assert photos.dtype == torch.uint8
    middle = photos.float().median(dim=2).values.median(dim=1).values
    assert (middle < 100).any()
    assert (middle > 150).any()


def test_what_is_photographed_is_still_seen(strokes: torch.Tensor) -> None:
    module = InkPreprocess()
    pictures = (strokes[:, 0] * 255).to(torch.uint8)
    plain = module(pictures).seen
    photographed, inked, _ = module(photograph(pictures, generator()))
    assert inked.all()
    alike = torch.cosine_similarity(plain.flatten(1), photographed.flatten(1))
    assert alike.median() > 0.75
