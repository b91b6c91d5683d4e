"""Scribbles: drawings by random rule that are no digits, with pens as people use them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

Line = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

SIDES = (28, 56, 140, 280, 560)
_FINER = 4


def smooth_curve(generator: np.random.Generator) -> list[Line]:
    """One long line that keeps turning: the pen's direction is a sum of slow waves."""
    steps = np.linspace(0, 1, 400)
    direction = np.cumsum(np.full(400, generator.uniform(-4, 4) * 2 * np.pi / 400))
    for _ in range(4):
        waves, phase = generator.uniform(1, 5), generator.uniform(0, 2 * np.pi)
        direction += generator.uniform(0.8, 2.0) * np.sin(2 * np.pi * waves * steps + phase)
    return [np.cumsum(np.stack([np.cos(direction), np.sin(direction)], 1), axis=0)]


def zigzag(generator: np.random.Generator) -> list[Line]:
    """A sawtooth with four to eleven turns, in any direction."""
    turns = int(generator.integers(4, 12))
    along = np.arange(turns + 2) + generator.uniform(-0.3, 0.3, turns + 2)
    across = np.where(np.arange(turns + 2) % 2, 1.0, -1.0) * generator.uniform(0.6, 1.4, turns + 2)
    height = generator.uniform(0.5, 3.0)
    return [_turn(np.stack([along, height * across], 1), generator)]


def spiral(generator: np.random.Generator) -> list[Line]:
    """Three to six rounds, squeezed and turned; fewer could be a 6 or a 9."""
    rounds = generator.uniform(3, 6)
    angle = np.linspace(0, 2 * np.pi * rounds, 500) * generator.choice([-1, 1])
    radius = np.linspace(generator.uniform(0.02, 0.2), 1, 500)
    curve = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)
    return [_turn(curve * [1, generator.uniform(0.5, 1)], generator)]


def hatch(generator: np.random.Generator) -> list[Line]:
    """Four to ten strokes side by side, sometimes crossed by as many."""
    lines: list[Line] = []
    for turned in range(1 + int(generator.random() < 0.4)):
        count = int(generator.integers(4, 11))
        for place in np.linspace(-1, 1, count):
            ends = np.array([[place, -1.0], [place, 1.0]]) + generator.normal(0, 0.06, (2, 2))
            lines.append(ends[:, ::-1] if turned else ends)
    angle = generator.uniform(0, np.pi)
    return [_rotate(line, angle) for line in lines]


def doodle(generator: np.random.Generator) -> list[Line]:
    """Four to seven separate strokes, straight or bent, strewn about."""
    lines = []
    for _ in range(int(generator.integers(4, 8))):
        corners = generator.uniform(-1, 1, (3, 2))
        share = np.linspace(0, 1, 30)[:, None]
        bent = (1 - share) ** 2 * corners[0] + 2 * share * (1 - share) * corners[1]
        lines.append(bent + share**2 * corners[2])
    return lines


def scrawl(generator: np.random.Generator) -> list[Line]:
    """To and fro over one place, as to blot something out."""
    count = int(generator.integers(10, 25))
    along = np.linspace(-1, 1, count) + generator.normal(0, 0.05, count)
    across = np.where(np.arange(count) % 2, 1.0, -1.0) * generator.uniform(0.5, 1.0, count)
    return [_turn(np.stack([along, across], 1), generator)]


def knot(generator: np.random.Generator) -> list[Line]:
    """A closed curve that crosses itself often (Lissajous)."""
    first, second = generator.choice([(3, 4), (4, 5), (5, 3), (5, 6), (2, 5)])
    angle = np.linspace(0, 2 * np.pi, 500)
    phase = generator.uniform(0.3, 1.2)
    curve = np.stack([np.sin(first * angle + phase), np.sin(second * angle)], 1)
    return [_turn(curve, generator)]


def star(generator: np.random.Generator) -> list[Line]:
    """Five points in one line."""
    angle = np.arange(6) * 4 * np.pi / 5 + np.pi / 2
    return [_shake(np.stack([np.cos(angle), -np.sin(angle)], 1), generator)]


def heart(generator: np.random.Generator) -> list[Line]:
    """A heart, standing upright."""
    angle = np.linspace(0, 2 * np.pi, 200)
    across = 16 * np.sin(angle) ** 3
    down = -13 * np.cos(angle) + 5 * np.cos(2 * angle) + 2 * np.cos(3 * angle)
    return [np.stack([across * generator.uniform(0.8, 1.2), down + np.cos(4 * angle)], 1)]


def house(generator: np.random.Generator) -> list[Line]:
    """Walls, roof and a door."""
    walls = np.array([[0.0, 1], [0, 3], [2, 3], [2, 1], [0, 1], [1, 0], [2, 1]])
    door = np.array([[0.8, 3.0], [0.8, 2.2], [1.3, 2.2], [1.3, 3.0]])
    return [_shake(walls, generator), _shake(door, generator)]


def face(generator: np.random.Generator) -> list[Line]:
    """A round face with two eyes and a mouth."""
    angle = np.linspace(0, 2 * np.pi, 120)
    outline = np.stack([np.cos(angle), np.sin(angle)], 1)
    mouth = np.stack([0.55 * np.cos(angle[:60]), 0.2 + 0.4 * np.sin(angle[:60])], 1)
    eyes = [np.array([[x, -0.45], [x, -0.2]]) for x in (-0.35, 0.35)]
    return [outline, mouth, *(_shake(eye, generator) for eye in eyes)]


def arrow(generator: np.random.Generator) -> list[Line]:
    """An arrow with two heads."""
    shaft = np.array([[-1.0, 0], [1, 0]])
    heads = [np.array([[s * 0.6, -0.4], [s, 0], [s * 0.6, 0.4]]) for s in (-1.0, 1.0)]
    angle = generator.uniform(0, np.pi)
    return [_rotate(_shake(line, generator), angle) for line in (shaft, *heads)]


Rule = Callable[[np.random.Generator], list[Line]]
SCRIBBLES: dict[str, Rule] = {
    rule.__name__: rule for rule in (smooth_curve, zigzag, spiral, hatch, doodle, scrawl, knot)
}
FIGURES: dict[str, Rule] = {rule.__name__: rule for rule in (star, heart, house, face, arrow)}


def scribble(rule: Rule, generator: np.random.Generator) -> Picture:
    """Draw one scribble.

    Args:
        rule: One of `SCRIBBLES` or `FIGURES`.
        generator: Draws its form, place, size, canvas, pen and polarity.

    Returns:
        uint8 (side, side), with side one of `SIDES`.
    """
    side = int(generator.choice(SIDES))
    size = side * generator.uniform(0.4, 0.85)
    width = size * generator.uniform(0.03, 0.13)
    lines = _fit(rule(generator), side, size, width, generator)
    canvas = Image.new("L", (side * _FINER, side * _FINER))
    pen = ImageDraw.Draw(canvas)
    radius = width * _FINER / 2
    for line in lines:
        points = [(float(x), float(y)) for x, y in line * _FINER]
        pen.line(points, fill=255, width=max(1, round(2 * radius)), joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    ink = np.array(canvas.reduce(_FINER))
    return 255 - ink if generator.random() < 0.5 else ink


def _fit(
    lines: list[Line], side: int, size: float, width: float, generator: np.random.Generator
) -> list[Line]:
    """Scale to `size`, pen included, and put anywhere, wholly on the canvas."""
    every = np.concatenate(lines)
    low, high = every.min(axis=0), every.max(axis=0)
    scale = (size - width) / (high - low).max()
    room = side - (high - low) * scale - width
    corner = width / 2 + generator.uniform(0, 1, 2) * room
    return [(line - low) * scale + corner for line in lines]


def _shake(line: Line, generator: np.random.Generator) -> Line:
    return line + generator.normal(0, 0.05, line.shape)


def _turn(line: Line, generator: np.random.Generator) -> Line:
    return _rotate(line, generator.uniform(0, 2 * np.pi))


def _rotate(line: Line, angle: float) -> Line:
    cosine, sine = np.cos(angle), np.sin(angle)
    turned: Line = line @ np.array([[cosine, sine], [-sine, cosine]])
    return turned
