"""Whatever the size, light and polarity of a line's picture, the network sees the same line."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from vistazo.types import UInt8Array
from vistazo.workshop.data.lines import HEIGHT, MARGIN, PLAIN, SPREAD, draw_lines
from vistazo.workshop.data.paths import cut_paths, draw_paths
from vistazo.workshop.data.strokes import Ink
from vistazo.workshop.model.line_preprocess import MOST_COLUMNS, STEP, Geometry, LinePreprocess

MODULE = LinePreprocess().eval()


def writing(count: int = 18, slope: float = 0.0) -> Ink:
    """Arches with some ascenders, one stroke each, y upwards, small letters 10 high."""
    strokes = []
    for index in range(count):
        turn = np.linspace(0, np.pi, 9)
        high = 18.0 if index % 5 == 2 else 10.0
        arch = np.stack((12.0 * index + 4.0 * np.cos(turn), high * np.sin(turn)), axis=1)
        strokes.append(arch + np.stack((np.zeros(9), -slope * arch[:, 0]), axis=1))
    return Ink(
        name="arches",
        points=np.concatenate(strokes).astype(np.float32),
        stroke_offsets=np.arange(0, 9 * count + 1, 9),
        sample_offsets=np.array([0, count]),
        labels=("n" * count,),
        writers=np.zeros(1, np.int64),
    )


def picture(ink: Ink, height: int, pen: float, margin: float) -> UInt8Array:
    """The line, bright on black, uint8 (about `height`, width)."""
    paths = cut_paths(ink)
    low = paths.points.min(axis=0)
    scale = (height - 2 * margin) / np.ptp(paths.points[:, 1])
    points = (paths.points - low) * scale + margin
    width = int(np.ceil(points[:, 0].max() + margin))
    canvas = np.zeros((1, height, width), np.uint8)
    draw_paths(canvas, paths, points, np.array([pen]))
    return canvas[0]


def normalise(image: UInt8Array) -> tuple[np.ndarray, Geometry]:
    with torch.inference_mode():
        seen, line = MODULE(torch.from_numpy(image[None].copy()))
    return seen[0].numpy(), line


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Share of the ink that two lines have in common; columns beyond the shorter are dropped."""
    width = min(one.shape[1], other.shape[1])
    both = np.minimum(one[:, :width], other[:, :width]).sum()
    return float(2 * both / (one.sum() + other.sum()))


REFERENCE = normalise(picture(writing(5), 80, 6.0, 12.0))[0]


@settings(max_examples=25, deadline=None)
@given(
    height=st.integers(24, 400),
    margin=st.floats(0.06, 0.3),
    inverted=st.booleans(),
)
def test_size_margin_and_polarity_change_little(height: int, margin: float, inverted: bool) -> None:
    room = margin * height
    image = picture(writing(5), height, (height - 2 * room) * 0.107, room)
    seen, _ = normalise(255 - image if inverted else image)
    assert abs(seen.shape[1] - REFERENCE.shape[1]) <= 2 * STEP
    assert overlap(seen, REFERENCE) > 0.6


@settings(max_examples=15, deadline=None)
@given(
    shade=st.floats(0, 25), noise=st.floats(0, 7), ink=st.floats(70, 150), seed=st.integers(0, 99)
)
def test_uneven_light_and_noise_change_little(
    shade: float, noise: float, ink: float, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    drawn = picture(writing(5), 80, 6.0, 12.0) / 255.0
    light = 200 + shade * np.sin(np.linspace(0, 4, drawn.shape[1]))[None]
    paper = light - ink * drawn + generator.normal(0, noise, drawn.shape)
    seen, _ = normalise(paper.clip(0, 255).astype(np.uint8))
    assert overlap(seen, REFERENCE) > 0.8


def test_the_frame_is_that_which_lines_are_drawn_in_for_training() -> None:
    (drawn,), _ = draw_lines(writing(5), PLAIN, np.random.default_rng(0))
    for one in (REFERENCE, drawn / 255.0):
        rows = one.sum(axis=1) / one.sum()
        middle = rows @ np.arange(HEIGHT)
        assert middle == pytest.approx((HEIGHT - 1) / 2, abs=0.8)
        spread = np.sqrt(rows @ (np.arange(HEIGHT) - middle) ** 2)
        assert spread == pytest.approx(SPREAD, rel=0.08)
    assert abs(drawn.shape[1] - REFERENCE.shape[1]) <= 3 * STEP


@pytest.mark.parametrize("slope", [-0.1, 0.06])
def test_most_of_the_slope_is_taken_out(slope: float) -> None:
    seen, line = normalise(picture(writing(30, slope), 140, 4.0, 12.0))
    assert abs(line.slope.item()) == pytest.approx(abs(slope), abs=0.02)
    third = seen.shape[1] // 3
    rows = np.arange(HEIGHT)
    begins, ends = (
        part.sum(axis=1) @ rows / part.sum() for part in (seen[:, :third], seen[:, -third:])
    )
    before = abs(slope) * 2 / 3 * seen.shape[1]
    assert abs(begins - ends) < 0.25 * before


def test_places_in_the_picture_are_known() -> None:
    image = picture(writing(), 80, 5.0, 12.0)
    padded = np.pad(image, ((5, 9), (137, 41)))
    seen, line = normalise(padded)
    inked = np.flatnonzero(seen.max(axis=0) > 0.5)
    begins = line.left.item() + inked[0] * line.step.item()
    ends = line.left.item() + (inked[-1] + 1) * line.step.item()
    columns = np.flatnonzero(padded.max(axis=0) > 128)
    assert begins == pytest.approx(columns[0], abs=2.5)
    assert ends == pytest.approx(columns[-1] + 1, abs=2.5)
    assert inked[0] == pytest.approx(MARGIN, abs=2)


@pytest.mark.parametrize("level", [0, 90, 255])
@pytest.mark.parametrize("size", [(1, 1), (1, 1000), (28, 28), (60, 900)])
def test_a_flat_picture_has_no_ink(size: tuple[int, int], level: int) -> None:
    seen, _ = normalise(np.full(size, level, np.uint8))
    assert not seen.any()


@settings(max_examples=40, deadline=None)
@given(height=st.integers(1, 60), width=st.integers(1, 200), seed=st.integers(0, 1000))
def test_any_picture_gives_finite_values_between_0_and_1(
    height: int, width: int, seed: int
) -> None:
    generator = np.random.default_rng(seed)
    seen, line = normalise(generator.integers(0, 256, (height, width), dtype=np.uint8))
    assert seen.shape[0] == HEIGHT
    assert seen.shape[1] % STEP == 0
    assert seen.shape[1] <= MOST_COLUMNS
    assert np.isfinite(seen).all()
    assert seen.min() >= 0
    assert seen.max() <= 1
    assert all(torch.isfinite(value).all() for value in line)


def test_a_line_of_a_batch_is_read_as_if_it_were_alone() -> None:
    short, long = picture(writing(8), 60, 4.0, 8.0), picture(writing(16), 60, 4.0, 8.0)
    padded = np.pad(short, ((0, 0), (0, long.shape[1] - short.shape[1])))
    with torch.inference_mode():
        seen, line = MODULE(torch.from_numpy(np.stack((padded, long))))
    for index, image in enumerate((padded, long)):
        alone, _ = normalise(image)
        np.testing.assert_allclose(seen[index, :, : alone.shape[1]], alone, atol=1e-5)
        assert not seen[index, :, alone.shape[1] :].any()
        assert line.columns[index].item() <= alone.shape[1]
