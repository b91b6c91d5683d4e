from __future__ import annotations

import numpy as np
import pytest
import torch

from vistazo.errors import OptionError
from vistazo.workshop.model.small_photo import SIDE, WIDTH, SmallBackbone
from vistazo.workshop.training.components import find_components
from vistazo.workshop.training.distil import DistilSettings, distil
from vistazo.workshop.training.photo_views import (
    MOST,
    Things,
    cut_outs,
    fitted,
    make_views,
    pasted,
)

COUNTS = 30, 100
SETTINGS = DistilSettings(epochs=4)


def plain(light: tuple[int, int, int], side: int = 32) -> np.ndarray:
    return np.full((side, side, 3), light, np.uint8)


@pytest.fixture(scope="module")
def things() -> Things:
    """Red and blue squares with noise."""
    generator = np.random.default_rng(0)
    kinds = generator.integers(0, 2, 150)
    lights = np.array([(230, 30, 30), (30, 30, 230)])[kinds][:, None, None]
    noise = generator.integers(-25, 25, (150, 32, 32, 3))
    return Things((lights + noise).clip(0, 255).astype(np.uint8), kinds, 2)


def look(pixels: np.ndarray) -> np.ndarray:
    """An embedding that is easily learned: the light of each quarter, many times."""
    quarters = pixels.reshape(len(pixels), 2, pixels.shape[1] // 2, 2, -1, 3).mean(axis=(2, 4))
    flat = quarters.reshape(len(pixels), -1) / 64.0
    mixed = np.random.default_rng(1).normal(size=(flat.shape[1], WIDTH + 20))
    return np.maximum(flat @ mixed, 0.0).astype(np.float32)


def photos(count: int) -> list[np.ndarray]:
    generator = np.random.default_rng(2)
    grids = generator.integers(0, 256, (count, 3, 4, 3), dtype=np.uint8)
    return [grid.repeat(60, axis=0).repeat(50, axis=1) for grid in grids]


def test_it_learns_to_see_as_the_large_one_and_to_tell_things(things: Things) -> None:
    views = make_views(photos(16), things, look, 64, COUNTS, 0)
    assert len(views.pixels) == 16 * 31 + 100
    assert views.pixels.shape[1:] == (SIDE, SIDE, 3)
    components = find_components(views.embeddings)
    backbone, rows = distil(views, components, things, SETTINGS)
    generator = np.random.default_rng(3)
    grounds = np.stack([fitted(photo, SIDE) for photo in photos(60)])
    scenes, chosen = pasted(grounds, things.pixels, generator)
    normalised = (torch.from_numpy(scenes).permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.25
    with torch.inference_mode():
        found = backbone(normalised).numpy() @ rows.T
    for kind in (0, 1):
        kinds = np.where(chosen >= 0, things.kinds[chosen], -1)
        shown = (kinds == kind).any(axis=1)
        assert found[shown, kind].mean() > found[~shown, kind].mean() + 0.5


def test_components_give_embeddings_back(things: Things) -> None:
    views = make_views(photos(8), things, look, 64, COUNTS, 0)
    components = find_components(views.embeddings)
    centred = views.embeddings - components.middle
    back = centred @ components.axes @ components.back.T
    assert np.abs(back - centred).max() < 0.05 * np.abs(centred).max()
    learned = centred @ components.axes
    assert learned.std() == pytest.approx(1.0, abs=0.05)


def test_the_same_seed_draws_the_same_views(things: Things) -> None:
    first, second = (make_views(photos(3), things, look, 64, COUNTS, 0) for _ in range(2))
    assert np.array_equal(first.pixels, second.pixels)
    assert (first.photos == np.r_[np.arange(3).repeat(31), np.full(100, -1)]).all()


def test_cut_outs_are_parts_of_their_photo() -> None:
    photo = np.arange(90 * 70, dtype=np.uint16).reshape(90, 70)
    colours = np.stack((photo % 251, photo // 251, photo % 7), axis=2).astype(np.uint8)
    every = {tuple(pixel) for pixel in colours.reshape(-1, 3)}
    found = list(cut_outs([colours], 20, np.random.default_rng(0)))
    assert len(found) == 21
    assert np.array_equal(found[0], colours)
    for part in found[1:]:
        assert 0.1 * colours.size < part.size <= colours.size
        assert {tuple(pixel) for pixel in part.reshape(-1, 3)} <= every


def test_pasted_things_are_where_they_say() -> None:
    grounds, red = np.zeros((40, SIDE, SIDE, 3), np.uint8), plain((255, 0, 0))[None]
    pictures, chosen = pasted(grounds, red, np.random.default_rng(0))
    assert not grounds.any()
    assert chosen.shape == (40, MOST)
    assert ((chosen >= 0).sum(axis=1) >= 1).all()
    assert (pictures[..., 0] == 255).any(axis=(1, 2)).all()


def test_the_small_backbone_has_little_more_than_a_million_parameters() -> None:
    backbone = SmallBackbone().eval()
    assert sum(item.numel() for item in backbone.parameters()) < 1_200_000
    maps = backbone.maps(torch.zeros(2, 3, SIDE, SIDE))
    assert maps.shape == (2, WIDTH, 6, 6)
    assert torch.allclose(backbone.embed(maps), maps.mean(dim=(2, 3)))
    weight = torch.rand(5, WIDTH)
    added = backbone.evidence(maps, weight).sum(dim=(2, 3))
    assert torch.allclose(added, backbone.embed(maps) @ weight.T, atol=1e-4)


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"seed": -1}])
def test_impossible_options_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(OptionError, match="--epochs must be at least 1"):
        DistilSettings(**wrong)
