"""Pictures that are no photos of anything: what novelty is learned from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from vistazo.types import UInt8Array

_Picture = Image.Image


def draw_unlike_photos(count: int, generator: np.random.Generator) -> list[UInt8Array]:
    """Flat and shaded areas, noise, patterns, pages of ink, screens full of text.

    Args:
        count: How many; every kind is drawn as often.
        generator: Draws all of it.

    Returns:
        uint8 (height, width, 3) each, sides of 96 to 512 pixels.
    """
    makers: tuple[Callable[[int, int, np.random.Generator], _Picture], ...] = (
        _flat,
        _shaded,
        _noise,
        _pattern,
        _ink,
        _screen,
    )
    pictures = []
    for index in range(count):
        width, height = generator.integers(96, 513, 2).tolist()
        picture = makers[index % len(makers)](width, height, generator)
        pictures.append(np.asarray(picture.convert("RGB")))
    return pictures


def _colour(generator: np.random.Generator) -> tuple[int, int, int]:
    red, green, blue = generator.integers(0, 256, 3).tolist()
    return red, green, blue


def _paper(generator: np.random.Generator) -> tuple[int, int, int]:
    """White, a little yellowed or in the shade; seldom black."""
    if generator.random() < 0.2:
        return (20, 20, 24)
    light = int(generator.integers(190, 256))
    return light, light, int(light * generator.uniform(0.88, 1.0))


def _flat(width: int, height: int, generator: np.random.Generator) -> _Picture:
    grey = int(generator.integers(0, 256))
    colour = (grey,) * 3 if generator.random() < 0.5 else _colour(generator)
    picture = np.full((height, width, 3), colour, np.float64)
    picture += generator.normal(0, generator.choice([0.0, 2.0, 6.0]), picture.shape)
    return _from(picture)


def _shaded(width: int, height: int, generator: np.random.Generator) -> _Picture:
    """From one colour to another, straight or round."""
    first, second = np.array(_colour(generator)), np.array(_colour(generator))
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    angle = generator.uniform(0, 2 * np.pi)
    share = (rows * np.sin(angle) + columns * np.cos(angle)) / 2.0 + 0.5
    if generator.random() < 0.4:
        share = np.hypot(rows - generator.uniform(-1, 1), columns - generator.uniform(-1, 1)) / 2.0
    share = share.clip(0, 1)[..., None]
    return _from(first * share + second * (1 - share))


def _noise(width: int, height: int, generator: np.random.Generator) -> _Picture:
    """Grey or coloured, of a random grain."""
    grain = float(generator.choice([1, 2, 4, 8, 16, 32]))
    small = (max(2, int(height / grain)), max(2, int(width / grain)))
    channels = 3 if generator.random() < 0.6 else 1
    values = generator.random((*small, channels)) ** generator.uniform(0.5, 3.0)
    picture = _from(np.repeat(values * 255, 3 // channels, axis=2))
    smooth = generator.random() < 0.5
    kind = Image.Resampling.BICUBIC if smooth else Image.Resampling.NEAREST
    return picture.resize((width, height), kind)


def _pattern(width: int, height: int, generator: np.random.Generator) -> _Picture:
    """Stripes, squares or rings of two colours."""
    rows, columns = np.mgrid[:height, :width]
    period = generator.uniform(6, 80)
    angle = generator.uniform(0, np.pi)
    along = rows * np.sin(angle) + columns * np.cos(angle)
    across = rows * np.cos(angle) - columns * np.sin(angle)
    kind = int(generator.integers(3))
    if kind == 0:
        wave = np.sin(2 * np.pi * along / period)
    elif kind == 1:
        wave = np.sin(2 * np.pi * along / period) * np.sin(2 * np.pi * across / period)
    else:
        wave = np.sin(2 * np.pi * np.hypot(rows - height / 2, columns - width / 2) / period)
    sharp = generator.random() < 0.6
    share = (wave > 0).astype(np.float64) if sharp else wave / 2 + 0.5
    first, second = np.array(_colour(generator)), np.array(_colour(generator))
    return _from(first * share[..., None] + second * (1 - share[..., None]))


def _ink(width: int, height: int, generator: np.random.Generator) -> _Picture:
    """A page with a few strokes of a pen."""
    paper = _paper(generator)
    canvas = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(canvas)
    ink = (30, 30, 90) if sum(paper) > 300 else (240, 240, 240)
    pen = int(generator.integers(2, max(3, min(width, height) // 12)))
    for _ in range(int(generator.integers(1, 9))):
        start = generator.uniform(0.1, 0.9, 2) * (width, height)
        steps = generator.normal(0, 0.12 * min(width, height), (int(generator.integers(3, 12)), 2))
        path = (start + np.cumsum(steps, axis=0)).tolist()
        draw.line([tuple(point) for point in path], fill=ink, width=pen, joint="curve")
    return canvas


def _screen(width: int, height: int, generator: np.random.Generator) -> _Picture:
    """A page or a program's window: lines of text, boxes, a bar at the top."""
    paper = _paper(generator)
    canvas = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(canvas)
    text = (40, 40, 40) if sum(paper) > 300 else (210, 210, 210)
    size = int(generator.integers(6, 22))
    if generator.random() < 0.5:
        draw.rectangle((0, 0, width, 2 * size), fill=_colour(generator))
    for top in range(3 * size, height - size, int(1.7 * size)):
        if generator.random() < 0.12:
            continue
        if generator.random() < 0.06:
            draw.rectangle(
                (size, top, int(width * generator.uniform(0.2, 0.7)), top + size),
                fill=_colour(generator),
            )
            continue
        left, end = size, width * generator.uniform(0.4, 0.95)
        while left < end:
            letters = "".join(chr(code) for code in generator.integers(97, 123, 7).tolist())
            word = letters[: int(generator.integers(2, 8))]
            draw.text((left, top), word, fill=text, font_size=size)
            left += int(draw.textlength(word + " ", font_size=size))
    return canvas


def _from(values: np.ndarray) -> _Picture:
    return Image.fromarray(values.clip(0, 255).round().astype(np.uint8))
