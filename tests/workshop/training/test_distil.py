from __future__ import annotations

import numpy as np
import pytest
import torch

from vistazo.errors import OptionError
from vistazo.workshop.model.small_photo import SIDE, WIDTH, SmallBackbone
from vistazo.workshop.training.components import find_components
from vistazo.workshop.training.distil import TELLING, Course, DistilSettings, Pair, distil
from vistazo.workshop.training.photo_views import (
    Things,
    Views,
    cut_views,
    draw_scene,
    fitted,
    joined,
    make_views,
)

COURSE = Course(epochs=5, learning_rate=0.02, telling=TELLING, tint=0.0, seed=0)


@pytest.fixture(scope="module")
def things() -> Things:
    """Red, green and blue squares with noise."""
    generator = np.random.default_rng(0)
    kinds = generator.integers(0, 3, 150)
    lights = np.array([(230, 30, 30), (30, 230, 30), (30, 30, 230)])[kinds][:, None, None]
    noise = generator.integers(-25, 25, (150, 32, 32, 3))
    return Things((lights + noise).clip(0, 255).astype(np.uint8), kinds, 3)


def look(pixels: np.ndarray) -> np.ndarray:
    """An embedding that is easily learned: the light of each quarter, many times."""
    quarters = pixels.reshape(len(pixels), 2, pixels.shape[1] // 2, 2, -1, 3).mean(axis=(2, 4))
    flat = quarters.reshape(len(pixels), -1) / 64.0
    mixed = np.random.default_rng(1).normal(size=(flat.shape[1], WIDTH + 20))
    return np.maximum(flat @ mixed, 0.0).astype(np.float32)


def draw(things: Things, count: int, seed: int = 0) -> Views:
    return make_views(things, count, look, 64, np.random.default_rng(seed))


def test_it_learns_to_see_as_the_large_one_and_to_tell_things(things: Things) -> None:
    views, judged = draw(things, 900), draw(things, 150, seed=1)
    components = find_components(views.embeddings)
    pair = distil(Pair(3, seed=0), views, judged, components, COURSE)
    rows = pair.kinds.weight.detach().numpy()
    pixels = (torch.from_numpy(judged.pixels).permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.25
    with torch.inference_mode():
        found = pair.backbone(pixels).numpy()
    wanted = (judged.embeddings - components.middle) @ components.axes
    alike = [np.corrcoef(found[:, row], wanted[:, row])[0, 1] for row in range(3)]
    assert min(alike) > 0.5
    told = found @ rows.T
    for kind in range(3):
        shown = judged.shown[:, kind]
        assert told[shown, kind].mean() > told[~shown, kind].mean() + 0.5


def test_components_give_embeddings_back(things: Things) -> None:
    views = draw(things, 400)
    components = find_components(views.embeddings)
    centred = views.embeddings - components.middle
    back = centred @ components.axes @ components.back.T
    assert np.abs(back - centred).max() < 0.05 * np.abs(centred).max()
    assert (centred @ components.axes).std() == pytest.approx(1.0, abs=0.05)


def test_the_same_seed_draws_the_same_scenes(things: Things) -> None:
    first, second = draw(things, 40), draw(things, 40)
    assert first.pixels.shape == (40, SIDE, SIDE, 3)
    assert np.array_equal(first.pixels, second.pixels)
    assert np.array_equal(first.shown, second.shown)
    assert not np.array_equal(first.pixels, draw(things, 40, seed=1).pixels)


def test_a_scene_shows_the_kinds_that_it_says() -> None:
    lights = np.array([(255, 0, 0), (0, 255, 0), (0, 0, 255)], np.uint8)
    plain = Things(np.tile(lights[:, None, None], (1, 32, 32, 1)), np.arange(3), 3)
    generator = np.random.default_rng(0)
    for _ in range(40):
        scene, kinds = draw_scene(plain, 96, generator)
        seen = {light.argmax() for light in scene.reshape(-1, 3)}
        assert scene.shape == (96, 96, 3)
        assert seen <= set(kinds.tolist())


def test_parts_of_photos_join_scenes(things: Things) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (60, 90, 3), dtype=np.uint8)
    parts = cut_views([photo, photo[::-1]], 4, 3, look, 64, np.random.default_rng(0))
    assert parts.pixels.shape == (8, SIDE, SIDE, 3)
    assert not parts.shown.any()
    whole = fitted(fitted(photo, 64), SIDE)
    assert any(np.array_equal(parts.pixels[0], turned) for turned in (whole, whole[:, ::-1]))
    scenes = draw(things, 6)
    both = joined(parts, scenes.part(slice(4)))
    assert (len(both.pixels), len(both.embeddings), len(both.shown)) == (12, 12, 12)


def test_the_small_backbone_may_be_shown_more_pixels() -> None:
    backbone = SmallBackbone().eval()
    backbone.use(128)
    assert backbone.side == 128
    assert backbone.maps(torch.zeros(1, 3, 128, 128)).shape == (1, WIDTH, 8, 8)


def test_a_picture_is_stretched_to_a_square() -> None:
    picture = np.zeros((20, 60, 3), np.uint8)
    picture[:, 30:] = 255
    assert fitted(picture, 40).shape == (40, 40, 3)
    assert (fitted(picture, 40)[:, 25:] == 255).all()


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
