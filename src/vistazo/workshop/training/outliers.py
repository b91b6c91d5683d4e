"""Pictures that show none of the labels, to learn from (Hendrycks et al. 2019)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from vistazo.types import Float64Array, UInt8Array
from vistazo.workshop.data.cifar import load_cifar
from vistazo.workshop.data.pen import Pen, render_strokes
from vistazo.workshop.data.unipen import load_unipen
from vistazo.workshop.training.figures import draw_figure

SIDE = 64

Maker = Callable[[UInt8Array, np.random.Generator], UInt8Array]

UNLIKE_DIGITS = "AEFHKMNPRWXkmnpwx#%&@*=<>${}+"
"""Characters that nobody takes for a digit; the others are left out."""


def draw_outliers(
    count: int, digits: UInt8Array, generator: np.random.Generator, *, figures: bool = False
) -> UInt8Array:
    """Scribbles, several digits in one picture, crossed-out digits, textures and noise.

    Args:
        count: How many.
        digits: uint8 (n, 28, 28), ink bright on black, to compose from.
        generator: Draws all of it.
        figures: Whether drawings of things are among them; some of those could be letters.

    Returns:
        uint8 (count, SIDE, SIDE), ink bright on black.
    """
    makers: tuple[Maker, ...] = (
        *(_scribble, _scribble, _scribble, _pattern, _pattern, _pattern, _pair, _struck, _texture),
        *((_drawing,) * 3 if figures else ()),
    )
    choice = generator.integers(len(makers), size=count)
    return np.stack([makers[which](digits, generator) for which in choice])


def read_outliers(sources: tuple[str, ...], generator: np.random.Generator) -> UInt8Array:
    """Pictures of training parts of public sets that show no digit, uint8 (n, SIDE, SIDE)."""
    parts = [np.zeros((0, SIDE, SIDE), np.uint8)]
    if "unipen" in sources:
        strokes = load_unipen("train").only(tuple(UNLIKE_DIGITS))
        chosen = generator.permutation(strokes.samples)[:6000]
        pen = Pen(size=SIDE, width=(2.0, 7.0), rotation=8, slant=0.2, stretch=0.15, wobble=0.01)
        parts.append(render_strokes(strokes.subset(chosen), pen, generator))
    if "cifar10" in sources:
        colours = np.asarray(load_cifar("train", grids=4).images)
        grey = (colours @ np.array([0.299, 0.587, 0.114])).round().astype(np.uint8)
        parts.append(_enlarge(grey))
    return np.concatenate(parts)


def _enlarge(pictures: UInt8Array) -> UInt8Array:
    return np.stack(
        [
            np.asarray(Image.fromarray(item).resize((SIDE, SIDE), Image.Resampling.BILINEAR))
            for item in pictures
        ]
    )


def _scribble(_digits: UInt8Array, generator: np.random.Generator) -> UInt8Array:
    """A few wandering lines, smooth or jagged, too long and too crossed to be a digit."""
    canvas = Image.new("L", (SIDE, SIDE))
    draw = ImageDraw.Draw(canvas)
    pen = int(generator.integers(1, 6))
    for _ in range(generator.integers(1, 4)):
        line = _wander(generator)
        draw.line([tuple(point) for point in line.tolist()], fill=255, width=pen, joint="curve")
    return np.asarray(canvas)


def _drawing(_digits: UInt8Array, generator: np.random.Generator) -> UInt8Array:
    return draw_figure(SIDE, generator)


def _pattern(_digits: UInt8Array, generator: np.random.Generator) -> UInt8Array:
    """A zigzag, a long spiral, a star or hatching, turned and stretched at random."""
    kind = int(generator.integers(4))
    turns = int(generator.integers(4, 9))
    if kind == 0:
        across = np.arange(2 * turns) % 2 * 2.0 - 1.0
        path = np.stack((across, np.linspace(-1, 1, 2 * turns)), axis=1)
    elif kind == 1:
        angle = np.linspace(0, 2 * np.pi * turns / 2, 20 * turns)
        path = np.stack((np.cos(angle), np.sin(angle)), axis=1) * (angle / angle[-1])[:, None]
    elif kind == 2:
        # The most pointed stars alone: a polygon passes for a zero.
        corners = 2 * (turns // 2) + 1
        leap = corners // 2
        angle = 2 * np.pi * leap * np.arange(corners + 1) / corners
        path = np.stack((np.cos(angle), np.sin(angle)), axis=1)
    else:
        level = np.repeat(np.linspace(-1, 1, turns), 3)
        reach = np.tile([-1.0, 1.0, -1.0], turns)
        path = np.stack((reach, level), axis=1)
        if generator.random() < 0.5:
            path = np.concatenate((path, path[:, ::-1]))
    tilt = generator.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    path = path * generator.uniform(0.5, 1.0, 2) @ turn + generator.normal(0, 0.04, path.shape)
    points = (path / np.abs(path).max() * (SIDE / 2 - 6) + SIDE / 2).tolist()
    canvas = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(canvas).line(
        [tuple(point) for point in points],
        fill=255,
        width=int(generator.integers(1, 6)),
        joint="curve",
    )
    return np.asarray(canvas)


def _wander(generator: np.random.Generator) -> Float64Array:
    """A path through 5 to 14 random points within the canvas, (n, 2)."""
    knots = generator.uniform(6, SIDE - 6, (int(generator.integers(5, 15)), 2))
    if generator.random() < 0.4:
        return knots
    # A quadratic B-spline: the curve passes by the knots without corners.
    steps = np.linspace(0, 1, 8, endpoint=False)[:, None]
    pieces = [
        (1 - steps) ** 2 / 2 * first + (0.5 + steps - steps**2) * second + steps**2 / 2 * third
        for first, second, third in zip(knots, knots[1:], knots[2:], strict=False)
    ]
    return np.concatenate(pieces)


def _pair(digits: UInt8Array, generator: np.random.Generator) -> UInt8Array:
    """Two or three digits beside each other, at one height."""
    count = int(generator.integers(2, 4))
    chosen = digits[generator.integers(len(digits), size=count)]
    row = np.concatenate([item[:, 4:24] for item in chosen], axis=1)
    height = round(SIDE * row.shape[0] / row.shape[1])
    small = Image.fromarray(row).resize((SIDE, height), Image.Resampling.BILINEAR)
    canvas = Image.new("L", (SIDE, SIDE))
    canvas.paste(small, (0, (SIDE - height) // 2))
    return np.asarray(canvas)


def _struck(digits: UInt8Array, generator: np.random.Generator) -> UInt8Array:
    """A digit crossed out by a wild line."""
    digit = digits[generator.integers(len(digits))]
    big = Image.fromarray(digit).resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    line = _wander(generator)
    ImageDraw.Draw(big).line(
        [tuple(point) for point in line.tolist()], fill=255, width=int(generator.integers(2, 5))
    )
    return np.asarray(big)


def _texture(_digits: UInt8Array, generator: np.random.Generator) -> UInt8Array:
    """Noise of a random grain, or stripes."""
    grain = int(generator.choice([4, 8, 16, 32, 64]))
    if generator.random() < 0.7:
        noise = generator.random((grain, grain)) ** generator.uniform(0.5, 6)
    else:
        phase = np.add.outer(
            np.arange(grain) * generator.uniform(-2, 2), np.arange(grain) * generator.uniform(-2, 2)
        )
        noise = np.sin(phase) / 2 + 0.5
    picture = Image.fromarray((noise * 255).astype(np.uint8))
    kind = Image.Resampling.NEAREST if generator.random() < 0.5 else Image.Resampling.BICUBIC
    return np.asarray(picture.resize((SIDE, SIDE), kind))
