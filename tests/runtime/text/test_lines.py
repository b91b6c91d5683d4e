from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image, ImageDraw

from vistazo.runtime.text.components import MOST_COMPONENTS, find_components
from vistazo.runtime.text.ink import find_ink

from .pages import draw_page, lines_of, wrong_share

POEM = (
    "Jugaba el niño; ¿quién lo vio?",
    "(a + b) = 12.5 %, i: j; \"x\" - 'y'",
    "Típico: pájaros, lápiz, jóvenes!",
    "ok",
    "pygmy gypsy jiggly figs_and_kiwi",
    "X = {1, 2}; y ~ ^z^ / |w| `q`",
)


@pytest.mark.parametrize("degrees", [-5.0, -2.0, 0.0, 1.0, 3.5, 5.0])
@pytest.mark.parametrize("pitch", [1.25, 1.6, 2.5])
def test_each_piece_comes_to_its_line(degrees: float, pitch: float) -> None:
    page = draw_page(POEM, degrees=degrees, pitch=pitch)
    lines = lines_of(page.dark_on_light())
    assert len(lines) == len(POEM)
    assert wrong_share(page, lines) < 0.002


@pytest.mark.parametrize("size", [14, 24, 80])
def test_any_size(size: int) -> None:
    page = draw_page(POEM, size=size, degrees=2.0)
    lines = lines_of(page.dark_on_light())
    assert len(lines) == len(POEM)
    assert wrong_share(page, lines) < 0.004


def test_either_polarity_gives_the_same() -> None:
    page = draw_page(POEM, degrees=-1.0)
    for pixels in (page.light_on_dark(), page.dark_on_light(), 255 - page.dark_on_light()):
        lines = lines_of(pixels)
        assert len(lines) == len(POEM)
        assert wrong_share(page, lines) < 0.002


@pytest.mark.parametrize("degrees", [-4.0, 0.0, 4.0])
def test_uneven_light_and_noise(degrees: float) -> None:
    page = draw_page(POEM, degrees=degrees)
    lines = lines_of(page.photographed())
    assert len(lines) == len(POEM)
    assert wrong_share(page, lines) < 0.01


@pytest.mark.parametrize(
    "text",
    ["=", ":", "i", "-", "...", "- - -", "%", '"', "j!", "÷", "i j : ; = % ! ?", "l", "_", "."],
)
def test_one_line_of_loose_pieces_is_one_line(text: str) -> None:
    page = draw_page([text], size=60)
    (line,) = lines_of(page.light_on_dark())
    assert wrong_share(page, (line,)) < 0.01


def test_a_tight_picture_of_one_word_keeps_its_strokes() -> None:
    for text in ("l", "T", "i_", "H", "minimum"):
        page = draw_page([text], size=60)
        rows, columns = np.nonzero(page.line)
        box = (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
        (line,) = lines_of(np.pad(page.light_on_dark()[box], 1))
        assert len(line.x) >= (page.line > 0).sum() * 0.98


def test_letters_that_touch_the_line_below_are_cut() -> None:
    page = draw_page(("gypsy gjpq", "HELLO HLTB"), pitch=1.6)
    image = Image.fromarray(page.light_on_dark())
    rows, columns = np.nonzero(page.line == 1)
    lowest = rows.argmax()
    x, y = int(columns[lowest]), int(rows[lowest])
    ImageDraw.Draw(image).line((x, y - 4, x, y + 40), 255, 3)
    upper, lower = lines_of(np.asarray(image))
    for number, line in enumerate((upper, lower)):
        own = page.line[line.y, line.x]
        assert (own[own > 0] == number + 1).mean() > 0.99


def test_specks_and_rules_are_no_writing() -> None:
    page = draw_page(POEM, size=40, pitch=1.75)
    pixels = page.dark_on_light()
    rng = np.random.default_rng(0)
    height, width = pixels.shape
    pixels[rng.integers(0, height, 300), rng.integers(0, width, 300)] = 60
    for row in range(8, height, 70):
        pixels[row : row + 2][page.ink[row : row + 2] < 0.1] = 120
    lines = lines_of(pixels)
    assert len(lines) == len(POEM)
    assert wrong_share(page, lines) < 0.06  # rules run through descenders and cut some


@pytest.mark.parametrize("table", [60, 110, 160])
def test_the_table_below_the_paper_is_no_writing(table: int) -> None:
    page = draw_page(POEM)
    paper = page.photographed()
    rng = np.random.default_rng(0)
    pixels = np.clip(rng.normal(table, 8, (paper.shape[0] + 120, paper.shape[1] + 120)), 0, 255)
    pixels[60:-60, 60:-60] = paper
    lines = lines_of(pixels.astype(np.uint8))
    assert len(lines) == len(POEM)


@pytest.mark.parametrize("level", [0, 85, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (300, 400)])
def test_a_page_without_ink(level: int, shape: tuple[int, int]) -> None:
    assert lines_of(np.full(shape, level, np.uint8)) == ()


def test_noise_and_shadows_are_no_ink() -> None:
    rng = np.random.default_rng(0)
    shade = np.linspace(150, 220, 900)[None] + np.linspace(0, 30, 700)[:, None]
    noisy = np.clip(shade + rng.normal(0, 6, shade.shape), 0, 255).astype(np.uint8)
    assert lines_of(noisy) == ()


def test_thousands_of_specks_come_back_soon() -> None:
    rng = np.random.default_rng(0)
    pixels = np.zeros((2400, 2400), np.uint8)
    for row, column in rng.integers(0, 2394, (9000, 2)):
        pixels[row : row + 4, column : column + 4] = 255
    started = time.perf_counter()
    components = find_components(find_ink(pixels)[1])
    assert components.partial
    assert len(components) <= MOST_COMPONENTS
    lines_of(pixels)
    assert time.perf_counter() - started < 10.0  # below a second; the machine may be busy


@pytest.mark.parametrize("seed", range(20))
def test_whatever_comes_each_pixel_is_in_one_line_at_most(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(1, 120, 2))
    pixels = (rng.random(shape) < rng.random() * 0.5).astype(np.uint8) * 255
    taken = np.zeros(shape, np.int64)
    for line in lines_of(pixels):
        assert len(line.x) > 0
        np.add.at(taken, (line.y, line.x), 1)
    assert taken.max() <= 1
