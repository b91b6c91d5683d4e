"""Drawings by rule that are no digits: outlines with corners, and marks put together.

Many rules of few lines, so that a network learns what digits have in common rather than what these
drawings have. Whatever a hand might make of a digit is left out: a plain ring, one with a single
stroke in it, two rings side by side, a lone arc.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from vistazo.types import Float64Array, UInt8Array

Lines = list[Float64Array]
Rule = Callable[[np.random.Generator], Lines]

_FINER = 2
"""Drawn so many times finer, then averaged."""


def draw_figure(side: int, generator: np.random.Generator) -> UInt8Array:
    """One figure, uint8 (side, side), ink bright on black.

    Args:
        side: Pixels.
        generator: Draws the rule, the form, the pen, and how it is turned and stretched.
    """
    lines = RULES[int(generator.integers(len(RULES)))](generator)
    anyhow = generator.random() < 0.25
    tilt = generator.uniform(0, 2 * np.pi) if anyhow else generator.normal(0, 0.15)
    stretch = generator.uniform(0.6, 1.0, 2)
    cosine, sine = np.cos(tilt), np.sin(tilt)
    turn = np.array([[cosine, sine], [-sine, cosine]])
    lines = [(line + generator.normal(0, 0.03, line.shape)) * stretch @ turn for line in lines]
    every = np.concatenate(lines)
    low, high = every.min(axis=0), every.max(axis=0)
    width = side * generator.uniform(0.02, 0.12)
    scale = (side - 4 - width) / (high - low).max()
    canvas = Image.new("L", (side * _FINER, side * _FINER))
    pen = ImageDraw.Draw(canvas)
    for line in lines:
        points = ((line - (low + high) / 2) * scale + side / 2) * _FINER
        pen.line(
            [(float(x), float(y)) for x, y in points],
            fill=255,
            width=max(1, round(width * _FINER)),
            joint="curve",
        )
    return np.asarray(canvas.reduce(_FINER))


def _ring(x: float, y: float, radius: float, sides: int = 24) -> Float64Array:
    """A closed regular polygon, corner up, (sides + 1, 2); of many sides, a circle."""
    angle = np.linspace(0, 2 * np.pi, sides + 1) - np.pi / 2
    return np.stack((x + radius * np.cos(angle), y + radius * np.sin(angle)), axis=1)


def _path(*points: tuple[float, float]) -> Float64Array:
    return np.array(points, np.float64)


def _around(radius: Float64Array) -> Float64Array:
    """A closed line at these distances from the middle, at even angles."""
    angle = np.linspace(0, 2 * np.pi, len(radius), endpoint=False)
    line = np.stack((np.cos(angle), np.sin(angle)), axis=1) * radius[:, None]
    return np.concatenate((line, line[:1]))


def _jagged(generator: np.random.Generator) -> Lines:
    """A closed outline with five to nine corners, in and out."""
    corners = int(generator.integers(5, 10))
    radius = generator.uniform(0.6, 1.0, corners)
    radius[1::2] *= generator.uniform(0.3, 0.7)
    return [_around(radius)]


def _lobes(generator: np.random.Generator) -> Lines:
    """A closed outline of three to seven lobes or cusps: petals, clouds, cogs."""
    count, depth = int(generator.integers(3, 8)), generator.uniform(0.25, 0.7)
    angle = np.linspace(0, 2 * np.pi, 120, endpoint=False) + generator.uniform(0, np.pi)
    wave = np.abs(np.sin(angle * count / 2))
    wave = 1.0 - wave if generator.random() < 0.5 else wave
    return [_around(1.0 - depth * wave)]


def _polygon(generator: np.random.Generator) -> Lines:
    """A triangle or square, with lines to its corners or another one within."""
    sides = int(generator.integers(3, 5))
    outer = _ring(0, 0, 1, sides)
    kind = int(generator.integers(3))
    if kind == 0:
        return [outer, *(np.stack((np.zeros(2), corner)) for corner in outer[:-1])]
    if kind == 1:
        return [outer, _ring(0, 0, generator.uniform(0.3, 0.7), sides)]
    return [outer] if sides == 3 else [outer, outer[[0, 2]]]


def _wheel(generator: np.random.Generator) -> Lines:
    """A ring with three to eight spokes that stay in it, or rays that leave it."""
    spokes = int(generator.integers(3, 9))
    near, far = (0.0, 1.0) if generator.random() < 0.5 else (1.2, 1.8)
    angle = np.arange(spokes) * 2 * np.pi / spokes + generator.uniform(0, 1)
    ways = np.stack((np.cos(angle), np.sin(angle)), axis=1)
    return [_ring(0, 0, 1), *(np.stack((way * near, way * far)) for way in ways)]


def _target(generator: np.random.Generator) -> Lines:
    """A ring or square within one or two others."""
    count = int(generator.integers(2, 4))
    sides = [int(generator.choice([4, 24])) for _ in range(count)]
    return [_ring(0, 0, 1 - 0.8 * index / count, side) for index, side in enumerate(sides)]


def _ladder(generator: np.random.Generator) -> Lines:
    """Two long lines and three to six rungs, or a comb of one."""
    rungs = np.linspace(-0.8, 0.8, int(generator.integers(3, 7)))
    sides = [_path((-0.5, -1), (-0.5, 1)), _path((0.5, -1), (0.5, 1))]
    keep = 2 if generator.random() < 0.6 else 1
    return sides[:keep] + [_path((-0.5, y), (0.5, y)) for y in rungs]


def _tree(generator: np.random.Generator) -> Lines:
    """A trunk with branches, or a fir of two or three floors."""
    count = int(generator.integers(2, 4))
    if generator.random() < 0.5:
        lines = [_path((0, -1), (0, 1))]
        for y in np.linspace(-0.6, 0.4, count):
            lines += [_path((0, y + 0.4), (-0.7, y - 0.1)), _path((0, y + 0.4), (0.7, y - 0.1))]
        return lines
    floors = [
        _path((0, y), (0.4 + 0.2 * y, y + 0.8), (-0.4 - 0.2 * y, y + 0.8), (0, y))
        for y in np.arange(count) * 0.6
    ]
    base = 0.6 * count + 0.2
    return [*floors, _path((0, base), (0, base + 0.4))]


def _boat(generator: np.random.Generator) -> Lines:
    """A hull, a mast and a sail."""
    hull = _path((-1, 0.5), (1, 0.5), (0.6, 1), (-0.6, 1), (-1, 0.5))
    tip = generator.uniform(0.4, 0.9)
    return [hull, _path((0, 0.5), (0, -1)), _path((0, -1), (tip, 0.3), (0, 0.3))]


def _cup(generator: np.random.Generator) -> Lines:
    """A cup with a handle and a plate under it."""
    depth = generator.uniform(0.8, 1.4)
    cup = _path((-0.7, 0), (-0.5, depth), (0.5, depth), (0.7, 0), (-0.7, 0))
    handle = _path((0.65, 0.2), (1.1, 0.3), (1.0, 0.6 * depth), (0.6, 0.7 * depth))
    return [cup, handle, _path((-1, depth + 0.2), (1, depth + 0.2))]


def _fish(generator: np.random.Generator) -> Lines:
    """Two arcs that cross into a tail, and an eye."""
    along = np.linspace(-1, 1.4, 30)
    bow = generator.uniform(0.4, 0.7) * np.cos(along * np.pi / 2)
    above, below = np.stack((along, bow), axis=1), np.stack((along, -bow), axis=1)
    return [above, below, np.stack((above[-1], below[-1])), _ring(-0.6, -0.1, 0.06, 6)]


def _letter(generator: np.random.Generator) -> Lines:
    """An envelope, or a box with both diagonals."""
    high = generator.uniform(0.5, 0.9)
    box = _path((-1, -high), (1, -high), (1, high), (-1, high), (-1, -high))
    if generator.random() < 0.5:
        return [box, _path((-1, -high), (0, 0.1), (1, -high))]
    return [box, box[[0, 2]], box[[1, 3]]]


def _cube(generator: np.random.Generator) -> Lines:
    """Two squares, their corners joined."""
    shift = generator.uniform(0.3, 0.8, 2) * generator.choice([-1, 1], 2)
    front = _path((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [front, front + shift, *(np.stack((c, c + shift)) for c in front[:-1])]


def _umbrella(generator: np.random.Generator) -> Lines:
    """Half a ring, its hem in waves, and a stick with a hook."""
    angle = np.linspace(np.pi, 2 * np.pi, 20)
    waves = int(generator.integers(3, 6))
    across = np.linspace(1, -1, 30)
    hem = np.stack((across, -0.2 * np.abs(np.sin(across * waves * np.pi / 2))), axis=1)
    roof = np.stack((np.cos(angle), np.sin(angle)), axis=1)
    return [roof, hem, _path((0, 0), (0, 1.0), (0.15, 1.2), (0.35, 1.05))]


def _person(generator: np.random.Generator) -> Lines:
    """A ring on a line, with arms and legs."""
    arms, legs = generator.uniform(-0.5, 0.4), generator.uniform(0.3, 0.7)
    return [
        _ring(0, -1, 0.35),
        _path((0, -0.65), (0, 0.4)),
        _path((-0.7, arms), (0, -0.3), (0.7, arms)),
        _path((-legs, 1.2), (0, 0.4), (legs, 1.2)),
    ]


def _flower(generator: np.random.Generator) -> Lines:
    """Loops around a middle, on a stalk or without."""
    petals = int(generator.integers(4, 8))
    angle = np.linspace(0, 2 * np.pi, 160)
    radius = generator.uniform(0.2, 0.5) + np.abs(np.cos(petals * angle / 2))
    bloom = np.stack((np.cos(angle), np.sin(angle)), axis=1) * radius[:, None]
    stalk = [_path((0, 1.4), (0, 3.2))] if generator.random() < 0.5 else []
    return [bloom, _ring(0, 0, 0.3, 12), *stalk]


def _together(generator: np.random.Generator) -> Lines:
    """Three to five small shapes strewn about: rings, boxes, triangles, dashes."""
    lines = []
    for _ in range(int(generator.integers(3, 6))):
        x, y = generator.uniform(-1, 1, 2)
        sides = int(generator.choice([2, 3, 4, 24]))
        lines.append(_ring(x, y, generator.uniform(0.15, 0.7), sides))
    return lines


RULES: tuple[Rule, ...] = (
    *(_jagged, _jagged, _lobes, _lobes, _polygon, _polygon, _together, _together),
    *(_wheel, _target, _ladder, _tree, _boat, _cup, _fish, _letter, _cube, _umbrella),
    *(_person, _flower),
)
"""Those with much variety of their own come twice."""
