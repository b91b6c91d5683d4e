"""Whatever the size, place, polarity and light of a picture, the network sees the same."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from vistazo.types import UInt8Array
from vistazo.workshop.model.preprocess import BOX, SIZE, InkPreprocess, Normalised

MODULE = InkPreprocess().eval()


def normalise(picture: UInt8Array) -> Normalised:
    with torch.inference_mode():
        return MODULE(torch.from_numpy(picture[None].copy()))


def seven(
    height: int, width: int, box: tuple[float, float, float, float], pen: float
) -> UInt8Array:
    """A seven drawn into `box` (left, top, right, bottom), bright on black, smooth edges."""
    scale = 4
    canvas = Image.new("L", (width * scale, height * scale))
    left, top, right, bottom = (value * scale for value in box)
    half = pen * scale / 2
    points = [
        (left + half, top + half),
        (right - half, top + half),
        ((left + right) / 2, bottom - half),
    ]
    draw = ImageDraw.Draw(canvas)
    draw.line(points, fill=255, width=round(pen * scale), joint="curve")
    for x, y in points:
        draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
    return np.asarray(canvas.resize((width, height), Image.Resampling.BOX))


REFERENCE = normalise(seven(280, 280, (90, 40, 190, 240), 22)).seen[0].numpy()


def difference(picture: UInt8Array) -> float:
    return float(np.abs(normalise(picture).seen[0].numpy() - REFERENCE).mean())


def test_the_centre_of_mass_lies_on_the_middle_pixel_and_the_box_is_as_long_as_it_should() -> None:
    total = REFERENCE.sum()
    for axis in (0, 1):
        place = (REFERENCE.sum(axis=1 - axis) * np.arange(SIZE)).sum() / total
        assert place == pytest.approx(SIZE // 2, abs=0.3)
    rows = np.flatnonzero(REFERENCE.max(axis=1) > 0.4)
    assert rows[-1] - rows[0] + 1 == pytest.approx(BOX, abs=1)


@settings(max_examples=40, deadline=None)
@given(
    side=st.integers(60, 700),
    share=st.floats(0.3, 0.9),
    across=st.floats(0, 1),
    down=st.floats(0, 1),
    inverted=st.booleans(),
)
def test_size_place_and_polarity_change_nothing(
    side: int, share: float, across: float, down: float, inverted: bool
) -> None:
    height = side * share
    left, top = across * (side - height / 2), down * (side - height)
    picture = seven(side, side, (left, top, left + height / 2, top + height), height * 0.11)
    assert difference(255 - picture if inverted else picture) < 0.03


@settings(max_examples=30, deadline=None)
@given(
    angle=st.floats(0, 6.3),
    shade=st.floats(0, 22),
    noise=st.floats(0, 8),
    ink=st.floats(70, 150),
    seed=st.integers(0, 99),
)
def test_uneven_light_and_noise_change_little(
    angle: float, shade: float, noise: float, ink: float, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    drawn = seven(480, 640, (300, 120, 400, 320), 22) / 255.0
    rows, columns = np.mgrid[-1:1:480j, -1:1:640j]
    slope = rows * np.sin(angle) + columns * np.cos(angle)
    paper = 200 + shade * slope - ink * drawn + generator.normal(0, noise, drawn.shape)
    assert difference(np.clip(paper, 0, 255).astype(np.uint8)) < 0.04


def test_specks_beside_the_ink_are_dropped() -> None:
    picture = seven(280, 280, (90, 40, 190, 240), 22).copy()
    for row, column in ((15, 15), (260, 30), (30, 250), (255, 265)):
        picture[row : row + 6, column : column + 6] = 255
    assert difference(picture) < 0.02


@pytest.mark.parametrize("level", [0, 90, 255])
@pytest.mark.parametrize("size", [(1, 1), (1, 1000), (28, 28), (300, 200)])
def test_a_flat_picture_has_no_ink(size: tuple[int, int], level: int) -> None:
    answer = normalise(np.full(size, level, np.uint8))
    assert answer.inked.item() == 0
    assert not answer.seen.any()


def test_shaded_noisy_paper_has_no_ink() -> None:
    generator = np.random.default_rng(3)
    light = 200 + np.linspace(-20, 20, 500)[None] + generator.normal(0, 6, (400, 500))
    assert normalise(light.clip(0, 255).astype(np.uint8)).inked.item() == 0


@settings(max_examples=60, deadline=None)
@given(height=st.integers(1, 40), width=st.integers(1, 40), seed=st.integers(0, 1000))
def test_any_picture_gives_finite_values_between_0_and_1(
    height: int, width: int, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    answer = normalise(generator.integers(0, 256, (height, width), dtype=np.uint8))
    assert answer.seen.shape == (1, SIZE, SIZE)
    assert torch.isfinite(answer.seen).all()
    assert answer.seen.min() >= 0
    assert answer.seen.max() <= 1


def test_pictures_of_a_batch_do_not_touch_each_other() -> None:
    generator = np.random.default_rng(0)
    batch = generator.integers(0, 256, (5, 33, 21), dtype=np.uint8)
    with torch.inference_mode():
        together = MODULE(torch.from_numpy(batch)).seen
    for picture, seen in zip(batch, together, strict=True):
        torch.testing.assert_close(normalise(picture).seen[0], seen, atol=1e-5, rtol=0)
