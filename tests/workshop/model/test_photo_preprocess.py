"""Whatever the size of a photo, the network sees what Pillow would have shown it."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from torch import Tensor, nn

from vistazo.errors import OptionError
from vistazo.types import UInt8Array
from vistazo.workshop.export.parity import awkward_pictures, check_parity
from vistazo.workshop.export.write import convert
from vistazo.workshop.model.photo_preprocess import PhotoPreprocess

MEAN, DEVIATION = (0.4, 0.5, 0.6), (0.2, 0.3, 0.4)
SIZES = [(1, 1), (1, 300), (300, 1), (2, 3), (63, 65), (64, 64), (97, 31), (375, 500), (1200, 901)]


def fit(picture: UInt8Array, side: int = 64, crop: float = 0.0) -> UInt8Array:
    module = PhotoPreprocess(side, MEAN, DEVIATION, crop)
    return module(torch.from_numpy(picture[None].copy())).seen[0].numpy()


def pillow(picture: UInt8Array, side: int, crop: float) -> np.ndarray:
    height, width = picture.shape[:2]
    taken = min(height, width) * crop
    left, top = (width - taken) / 2, (height - taken) / 2
    box = (left, top, left + taken, top + taken) if crop else None
    image = Image.fromarray(picture).resize((side, side), Image.Resampling.BILINEAR, box=box)
    return np.asarray(image) / 255.0


@pytest.mark.parametrize("crop", [0.0, 0.875, 1.0])
@pytest.mark.parametrize("size", SIZES)
def test_it_is_fitted_as_pillow_does_it(size: tuple[int, int], crop: float) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (*size, 3), dtype=np.uint8)
    # Pillow rounds to whole levels twice.
    np.testing.assert_allclose(fit(picture, 64, crop), pillow(picture, 64, crop), atol=1.1 / 255)


@settings(max_examples=40, deadline=None)
@given(
    height=st.integers(1, 90),
    width=st.integers(1, 90),
    side=st.sampled_from([7, 12, 32, 50]),
    crop=st.sampled_from([0.0, 0.6, 1.0]),
    level=st.integers(0, 255),
)
def test_a_flat_picture_stays_flat(
    height: int, width: int, side: int, crop: float, level: int
) -> None:
    seen = fit(np.full((height, width, 3), level, np.uint8), side, crop)
    np.testing.assert_allclose(seen, level / 255, atol=1e-6)


def test_pixels_are_what_is_seen_normalised() -> None:
    picture = np.random.default_rng(2).integers(0, 256, (1, 40, 60, 3), dtype=np.uint8)
    pixels, seen = PhotoPreprocess(32, MEAN, DEVIATION)(torch.from_numpy(picture))
    expected = (seen - torch.tensor(MEAN)) / torch.tensor(DEVIATION)
    torch.testing.assert_close(pixels.permute(0, 2, 3, 1), expected)


def test_a_mirrored_photo_is_seen_mirrored() -> None:
    picture = np.random.default_rng(3).integers(0, 256, (131, 77, 3), dtype=np.uint8)
    for crop in (0.0, 1.0):
        plain, mirrored = fit(picture, 32, crop), fit(picture[:, ::-1], 32, crop)
        np.testing.assert_allclose(plain, mirrored[:, ::-1], atol=1e-5)


def test_photos_of_a_batch_do_not_touch_each_other() -> None:
    batch = np.random.default_rng(4).integers(0, 256, (3, 33, 47, 3), dtype=np.uint8)
    together = PhotoPreprocess(32, MEAN, DEVIATION)(torch.from_numpy(batch)).seen.numpy()
    for picture, seen in zip(batch, together, strict=True):
        np.testing.assert_allclose(fit(picture, 32), seen, atol=1e-6)


@pytest.mark.parametrize("crop", [0.0, 1.0])
def test_its_file_agrees_on_awkward_pictures(crop: float) -> None:
    class Both(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.preprocess = PhotoPreprocess(64, MEAN, DEVIATION, crop)

        def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
            return tuple(self.preprocess(image))

    module = Both().eval()
    content = convert(module, ("pixels", "seen"), (3,)).SerializeToString()
    session = onnxruntime.InferenceSession(content)
    batches = awkward_pictures(np.random.default_rng(0), (3,))
    parity = check_parity(module, session, batches, ("pixels", "seen"))
    assert parity.pictures > 257


@pytest.mark.parametrize(
    ("side", "deviation", "crop"),
    [(0, DEVIATION, 0.0), (32, (0.2, 0.0, 0.4), 0.0), (32, (0.2, 0.3), 0.0), (32, DEVIATION, 1.5)],
)
def test_what_cannot_be_is_refused(side: int, deviation: tuple[float, ...], crop: float) -> None:
    with pytest.raises(OptionError, match="got"):
        PhotoPreprocess(side, MEAN, deviation, crop)
