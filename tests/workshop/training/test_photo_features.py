"""Embeddings are computed once for what they depend on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from vistazo.workshop.data.photo_set import PhotoSet
from vistazo.workshop.export.photos import embedder
from vistazo.workshop.training.photo_features import VIEWS, look

from ..photo_parts import Colours, write_shapes


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> PhotoSet:
    return write_shapes(tmp_path_factory.mktemp("shapes"), 5)


def test_they_are_those_of_the_backbone(photos: PhotoSet, tmp_path: Path) -> None:
    backbone = Colours().eval()
    found = embedder(backbone, tmp_path).of(photos)
    assert found.shape == (5, len(VIEWS), 16)
    for index in range(5):
        for place, view in enumerate(look(photos.pixels(index))):
            with torch.inference_mode():
                pixels = backbone.preprocess()(torch.from_numpy(view[None])).pixels
                expected = backbone(pixels)[0].numpy()
            np.testing.assert_allclose(found[index, place], expected, atol=1e-5)


def test_what_was_computed_is_kept(photos: PhotoSet, tmp_path: Path) -> None:
    first, again = embedder(Colours(), tmp_path), embedder(Colours(), tmp_path)
    assert (first.of(photos) == again.of(photos)).all()
    assert (first.computed, again.computed) == (5, 0)
    assert "session" not in vars(again)


def test_of_another_backbone_crop_or_photo_nothing_is_taken(
    photos: PhotoSet, tmp_path: Path
) -> None:
    embedder(Colours(), tmp_path).of(photos.subset([0, 1]))
    same = embedder(Colours(), tmp_path)
    same.of(photos)
    assert same.computed == 3
    for other in (Colours(crop=1.0), Colours(side=64)):
        features = embedder(other, tmp_path)
        features.of(photos)
        assert features.computed == 5


def test_a_file_that_broke_off_is_computed_again(photos: PhotoSet, tmp_path: Path) -> None:
    first = embedder(Colours(), tmp_path)
    expected = first.of(photos)
    for file in first.folder.iterdir():
        file.write_bytes(file.read_bytes()[:100])
    again = embedder(Colours(), tmp_path)
    assert (again.of(photos) == expected).all()
    assert again.computed == 5


def test_views_of_a_picture_of_one_pixel() -> None:
    picture = np.full((1, 1, 3), 9, np.uint8)
    assert all((view == picture).all() for view in look(picture))
